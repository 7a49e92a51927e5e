import { eventStream } from "../../event-stream.ts";

export const GET = eventStream;
