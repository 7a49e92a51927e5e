import { page } from "../page.ts";
import type { StoredSecret } from "./stored-secret.ts";

interface Request {
  IncludeDeprecated?: boolean | undefined;
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
}

/** Shorter than callers may ask for, so that they have to turn pages. */
const PAGE = 4;

/** ListSecretVersionIds: versions without a label are left out unless the caller asks for the deprecated ones. */
export function listVersions(secret: StoredSecret, request: Request): object {
  const listed = secret.versions.filter((one) => request.IncludeDeprecated === true || one.stages.length > 0);
  const { items, next } = page(listed, {
    size: Math.min(request.MaxResults ?? PAGE, PAGE),
    token: request.NextToken,
    invalidType: "InvalidNextTokenException",
  });
  return {
    ARN: secret.arn,
    Name: secret.name,
    Versions: items.map((one) => ({
      VersionId: one.versionId,
      CreatedDate: one.createdAt,
      ...(one.stages.length > 0 ? { VersionStages: one.stages } : {}),
    })),
    ...(next === undefined ? {} : { NextToken: next }),
  };
}
