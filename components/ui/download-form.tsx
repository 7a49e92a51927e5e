"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";

interface DownloadFormProps {
  /** Answers a POST with a file, or with a refusal in plain text. */
  action: string;
  label: string;
  fields?: Record<string, string>;
}

const FAILED = "The file could not be fetched. Try again; reload the page if your session has ended.";

/** Fetches a file whose handing out is recorded: a POST, so that nothing fetches it ahead. A refusal stays beside the button. */
export function DownloadForm({ action, label, fields = {} }: DownloadFormProps) {
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function download(form: HTMLFormElement) {
    setPending(true);
    try {
      setProblem(await fetchFile(action, new FormData(form)));
    } catch {
      setProblem(FAILED);
    }
    setPending(false);
  }
  return (
    <form
      method="post"
      action={action}
      onSubmit={(event) => {
        event.preventDefault();
        void download(event.currentTarget);
      }}
      className="grid justify-items-start gap-2"
    >
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button type="submit" disabled={pending}>
        <Download aria-hidden="true" size={14} />
        {label}
      </Button>
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
    </form>
  );
}

/** Saves the answer as a file; null when that worked, else what went wrong. */
async function fetchFile(action: string, body: FormData): Promise<string | null> {
  const response = await fetch(action, { method: "POST", body, cache: "no-store" });
  if (!response.ok) return (await response.text()) || FAILED;
  const name =
    /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "download";
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
  return null;
}
