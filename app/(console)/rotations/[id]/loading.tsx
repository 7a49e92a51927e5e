import { StepSkeleton } from "#components/shell/page-skeletons.tsx";

export default StepSkeleton;
