const PREFIX = "keyturn.draft ";

/** One field as it was left: its value, and for boxes whether it was checked. */
export interface DraftField {
  name: string;
  value: string;
  checked: boolean;
}

export function draftKey(owner: string, form: string): string {
  return `${PREFIX}${owner} ${form}`;
}

/** In the tab's own storage: it survives the way to the sign-in page and back, and ends with the tab. */
export function keepDraft(key: string, fields: DraftField[]): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(fields));
  } catch {
    // Full or forbidden: the form still works, it only forgets.
  }
}

export function readDraft(key: string): DraftField[] {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "[]") as DraftField[];
  } catch {
    return [];
  }
}

export function forgetDraft(key: string): void {
  sessionStorage.removeItem(key);
}

export function forgetOthers(owner: string): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX) && !key.startsWith(draftKey(owner, ""))) sessionStorage.removeItem(key);
  }
}
