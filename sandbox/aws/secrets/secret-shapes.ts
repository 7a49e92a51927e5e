import { z } from "zod";

const SIZE_LIMIT = 65_536;

export const secretId = z.string().min(1).max(2048);
export const versionId = z.string().min(32).max(64);
export const stage = z.string().min(1).max(256);
export const stages = z.array(stage).min(1).max(20);
export const token = z.string().min(32).max(64);
export const text = z
  .string()
  .min(1)
  .refine((value) => Buffer.byteLength(value) <= SIZE_LIMIT, `longer than ${SIZE_LIMIT} bytes`);
export const binary = z
  .string()
  .min(1)
  .max(SIZE_LIMIT * 2);
