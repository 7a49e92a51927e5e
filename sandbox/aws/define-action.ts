import type { z } from "zod";
import { ApiError } from "./api-error.ts";

/** One API action: the decoded request body in, the response body out. */
export type Action = (input: unknown) => unknown;

/** What a service of the endpoint is: the part of `x-amz-target` before the dot (or the API version, for one that speaks the query protocol), and its actions. */
export interface AwsService {
  target: string;
  actions: Record<string, Action>;
}

/** An action that answers `invalidType` when a parameter is missing or malformed. */
export function defineAction<Schema extends z.ZodType>(
  schema: Schema,
  run: (input: z.output<Schema>) => unknown,
  invalidType: string,
): Action {
  return (input) => {
    const parsed = schema.safeParse(input);
    if (!parsed.success) {
      // Paths and rules only: a zod message never repeats the value, which can be a secret.
      const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
      throw new ApiError(invalidType, `${problems.length} validation error detected: ${problems.join("; ")}`);
    }
    return run(parsed.data);
  };
}
