import { DownloadForm } from "./download-form.tsx";

interface ExportFormsProps {
  /** Answers a POST with the rows that the filter leaves. */
  action: string;
  /** The filter of the page. */
  filter: Record<string, string>;
}

/** What the table shows, on all its pages, as a file. That it was taken is recorded. */
export function ExportForms({ action, filter }: ExportFormsProps) {
  return (
    <div className="flex flex-wrap items-start gap-2 print:hidden">
      <DownloadForm action={action} label="CSV" fields={{ ...filter, format: "csv" }} />
      <DownloadForm action={action} label="JSON" fields={{ ...filter, format: "json" }} />
    </div>
  );
}
