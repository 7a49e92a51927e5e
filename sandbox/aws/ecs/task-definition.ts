import { z } from "zod";

const pair = z.object({ name: z.string().min(1), value: z.string() });

/** Fields that the sandbox acts on; all others are kept as they came. */
const container = z.looseObject({
  name: z.string().min(1),
  image: z.string().min(1),
  command: z.array(z.string()).optional(),
  environment: z.array(pair).optional(),
  secrets: z.array(z.object({ name: z.string().min(1), valueFrom: z.string().min(1) })).optional(),
  portMappings: z.array(z.looseObject({ containerPort: z.int().min(1).max(65_535) })).optional(),
  logConfiguration: z.looseObject({ options: z.record(z.string(), z.string()).optional() }).optional(),
});

export const registration = z.looseObject({
  family: z.string().regex(/^[\w-]{1,255}$/),
  containerDefinitions: z.array(container).min(1),
});

export type Container = z.output<typeof container>;

export interface TaskDefinition extends z.output<typeof registration> {
  taskDefinitionArn: string;
  revision: number;
  status: "ACTIVE";
  /** Epoch seconds. */
  registeredAt: number;
}
