type Group = "security-engineers" | "security-approvers" | "compliance-officers";

export interface Person {
  /** Subject at the sign-in service. */
  sub: string;
  name: string;
  email: string;
  title: string;
  groups: readonly Group[];
}

/** Who can sign in to the sandbox; each also has exactly one row in the platform's `users`. */
export const PEOPLE: readonly Person[] = [
  {
    sub: "p-1001",
    name: "Ana Ionescu",
    email: "ana.ionescu@restartix.example",
    title: "Security engineer and approver",
    groups: ["security-engineers", "security-approvers"],
  },
  {
    sub: "p-1002",
    name: "Mihai Pop",
    email: "mihai.pop@restartix.example",
    title: "Security engineer and approver",
    groups: ["security-engineers", "security-approvers"],
  },
  {
    sub: "p-1003",
    name: "Elena Radu",
    email: "elena.radu@restartix.example",
    title: "Security approver",
    groups: ["security-approvers"],
  },
  {
    sub: "p-1004",
    name: "Carmen Dobre",
    email: "carmen.dobre@restartix.example",
    title: "Compliance officer",
    groups: ["compliance-officers"],
  },
];
