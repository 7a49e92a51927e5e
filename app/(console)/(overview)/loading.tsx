import { OverviewSkeleton } from "#components/shell/page-skeletons.tsx";

export default OverviewSkeleton;
