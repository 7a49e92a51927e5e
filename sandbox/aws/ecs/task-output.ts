export interface TaskOutputLine {
  at: Date;
  stream: "stdout" | "stderr";
  text: string;
}

const LINES = 20_000;
const LINE_LENGTH = 4096;

/** The newest lines that a task has printed, bounded in number and length. */
export class TaskOutput {
  readonly #lines: TaskOutputLine[] = [];
  readonly #rest = { stdout: "", stderr: "" };

  append(stream: "stdout" | "stderr", chunk: string): void {
    const parts = `${this.#rest[stream]}${chunk}`.split("\n");
    this.#rest[stream] = (parts.pop() ?? "").slice(0, LINE_LENGTH);
    const at = new Date();
    for (const text of parts) this.#lines.push({ at, stream, text: text.slice(0, LINE_LENGTH) });
    if (this.#lines.length > LINES) this.#lines.splice(0, this.#lines.length - LINES);
  }

  lines(): readonly TaskOutputLine[] {
    return this.#lines;
  }
}
