/** How a simulated target behaves, for whoever starts it and for the process that it is in. */

import { createHash } from 'node:crypto';
import { z } from 'zod';

const share = z.number().min(0).max(1);

/** Shares of the calls; together at most 1. A reconcile account that is to change others is spared: it would take them along. */
const plan = z.strictObject({
  /** What is drawn by chance is the same for the same seed, account and number of its call, in whatever order calls come. */
  seed: z.string().min(1),
  /** Milliseconds, log-normal: half of the calls take less than `median`, 1 of 100 takes more than `p99`. 0: no time. */
  latency: z.strictObject({ median: z.number().min(0), p99: z.number().min(0) }),
  logins: z.strictObject({ refuse: share.default(0), unreachable: share.default(0) }),
  changes: z.strictObject({
    refuse: share.default(0),
    unreachable: share.default(0),
    /** The connection goes before the target has done it: `unknown`, and nothing was changed. */
    lost_before: share.default(0),
    /** The connection goes before the answer: `unknown`, and it was changed. */
    lost_after: share.default(0),
  }),
});

export type SimulationPlan = z.infer<typeof plan>;

/** For the environment of the process: where it listens for questions, and who may ask. */
export const simulationSchema = z.strictObject({ port: z.int().min(1).max(65_535), token: z.string().min(32), plan });

export type Simulation = z.infer<typeof simulationSchema>;

/** An account by where it is, as `AccountKey` in questions and in the target itself. */
export interface SimulatedAccount {
  readonly address: string;
  readonly port: number;
  readonly username: string;
}

/** What every account has until it is changed: nobody has to tell the target of a hundred thousand of them. */
export function firstPasswordOf(seed: string, { address, port, username }: SimulatedAccount): string {
  return createHash('sha256').update(`${seed}\n${address}\n${port}\n${username}`).digest('base64url');
}
