import { TableSkeleton } from "#components/shell/page-skeletons.tsx";

export default TableSkeleton;
