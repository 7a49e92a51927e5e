import type { Note } from "#lib/jobs/integration-journal.ts";
import { PortError, type PortErrorCode } from "#lib/ports/port-error.ts";

interface Exceptions {
  /** Errors that a system gives when it works: what was asked for does not fit what is there. */
  answers?: readonly PortErrorCode[];
  /** Methods that ask something other than this system. */
  unobserved?: readonly PropertyKey[];
}

/**
 * The same port, with a note after each call: null when the system answered, else its `PortError`. What goes in and comes
 * out is passed on untouched and never looked at. An error that is no `PortError` is a bug of ours and says nothing.
 */
export function observed<Port extends object>(port: Port, note: Note, exceptions: Exceptions = {}): Port {
  const { answers = ["conflict"], unobserved = [] } = exceptions;
  return new Proxy(port, {
    get: (target, name, receiver) => {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== "function" || unobserved.includes(name)) return member;
      return async (...args: unknown[]): Promise<unknown> => {
        try {
          const answer: unknown = await Reflect.apply(member, target, args);
          note(null);
          return answer;
        } catch (error) {
          if (error instanceof PortError) note(answers.includes(error.code) ? null : error);
          throw error;
        }
      };
    },
  });
}
