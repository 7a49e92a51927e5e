/** A keyway seen from the front: where the key stood, and where it has been turned to. */
export function KeyGlyph({ size = 20 }: { size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 20 20" fill="none" className="shrink-0">
      <circle cx="10" cy="10" r="8.75" stroke="currentColor" strokeWidth="1.5" />
      <path
        d="M10 4.5v11"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeDasharray="0.1 2.6"
      />
      <path d="M6.1 6.1l7.8 7.8" stroke="var(--color-accent)" strokeWidth="2.75" strokeLinecap="round" />
    </svg>
  );
}
