import { RowsSkeleton } from "#components/shell/page-skeletons.tsx";

export default function SettingsLoading() {
  return <RowsSkeleton count={4} />;
}
