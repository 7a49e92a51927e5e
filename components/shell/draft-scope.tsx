"use client";

import { createContext, type ReactNode, useEffect } from "react";
import { forgetOthers } from "./drafts.ts";

/** Id of the person whose drafts this tab keeps. */
export const DraftOwner = createContext("");

/** What another person had begun in this tab is gone as soon as somebody else has signed in. */
export function DraftScope({ owner, children }: { owner: string; children: ReactNode }) {
  useEffect(() => forgetOthers(owner), [owner]);
  return <DraftOwner value={owner}>{children}</DraftOwner>;
}
