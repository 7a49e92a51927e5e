import type { Task } from "@aws-sdk/client-ecs";

/** Where a task answers: its host binding, or its private address with the container's port; null when it has neither. */
export function healthUrl(task: Task, containerPort: number | undefined, path: string): string | null {
  for (const { networkBindings = [], networkInterfaces = [] } of task.containers ?? []) {
    const binding = networkBindings.find((one) => one.hostPort !== undefined && isAddress(one.bindIP));
    if (binding) return `http://${binding.bindIP ?? ""}:${binding.hostPort ?? 0}${path}`;
    const address = networkInterfaces.find((one) => one.privateIpv4Address)?.privateIpv4Address;
    if (address && containerPort !== undefined) return `http://${address}:${containerPort}${path}`;
  }
  return null;
}

/** A binding to every address names no host that could be asked. */
function isAddress(bindIp: string | undefined): boolean {
  return bindIp !== undefined && bindIp !== "0.0.0.0" && !bindIp.includes(":");
}
