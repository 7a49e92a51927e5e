import type { WorkerDeps } from "#lib/jobs/worker-deps.ts";

/** What is thrown in a worker that is dead, from then on by whatever it calls. */
class Killed extends Error {}

/** Called before and after each call to the world, with how often this life made it; true ends the life there. */
export type IsLast = (moment: {
  when: "before" | "after";
  call: string;
  time: number;
}) => boolean | Promise<boolean>;

/** Parts of the world that a worker changes or asks. Its clock is none of them. */
const PORTS = [
  "db",
  "custody",
  "fleet",
  "platformData",
  "reencryptionTasks",
  "backups",
  "logs",
  "codeHost",
  "chat",
  "pager",
] as const;

/** A worker that can be killed before and after any commit and any call of a port: it then does nothing any more. */
export function mortal(deps: WorkerDeps, isLast: IsLast): WorkerDeps {
  const times = new Map<string, number>();
  let dead = false;
  const live = () => {
    if (dead) throw new Killed("This worker is dead.");
  };
  const gate = async (call: string, work: () => unknown) => {
    live();
    const time = (times.get(call) ?? 0) + 1;
    times.set(call, time);
    dead = await isLast({ when: "before", call, time });
    live();
    const result = await work();
    live();
    dead = await isLast({ when: "after", call, time });
    live();
    return result;
  };
  const ports = PORTS.map((name) => [name, deps[name] && watched(deps[name], name, gate)]);
  return { ...deps, ...(Object.fromEntries(ports) as Pick<WorkerDeps, (typeof PORTS)[number]>) };
}

/** The same object with every method, and every method of Prisma's models, behind the gate. */
function watched<T extends object>(
  target: T,
  name: string,
  gate: (call: string, work: () => unknown) => Promise<unknown>,
): T {
  return new Proxy(target, {
    get: (_, key) => {
      const value: unknown = Reflect.get(target, key);
      const call = `${name}.${String(key)}`;
      if (typeof value === "function")
        return (...args: unknown[]) => gate(call, () => Reflect.apply(value, target, args));
      return typeof value === "object" && value !== null ? watched(value, call, gate) : value;
    },
  });
}
