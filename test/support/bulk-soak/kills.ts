/** Kills one process after another while a job is at work, spread over how far it has come. */

import type { JobDocument } from '../../../store/models/job.ts';
import { Random } from '../ledger-race/random.ts';
import { until } from '../until.ts';
import { persistently, type Stage } from './stage.ts';

const KILLS = {
  'a worker': async ({ workers }: Stage, random: Random) => random.pick(workers).kill(),
  'both workers': async ({ workers }: Stage) => {
    const killed = await Promise.all(workers.map((worker) => worker.kill()));
    return killed.includes(true);
  },
  'the API': ({ api }: Stage) => api.kill(),
  Temporal: async ({ engines }: Stage) => {
    await engines.temporal.kill();
    await engines.restartTemporal();
    return true;
  },
  mongod: async ({ engines }: Stage) => {
    await engines.mongod.kill();
    await engines.restartMongod();
    return true;
  },
} as const;
type Kill = keyof typeof KILLS;

const ROUND: readonly Kill[] = ['a worker', 'both workers', 'the API', 'Temporal', 'mongod'];
/** Of all resources: the last kill comes before the last of them is done. */
const LAST_AT = 0.97;

export interface KillPlan {
  readonly count: number;
  readonly seed: number;
  readonly jobId: number;
  readonly note: (line: string) => void;
  /** How long the job may take to come to where the next kill is due. */
  readonly limitMs: number;
}

/** @returns how often each was killed; less than was planned where the job has stopped before. */
export async function killSpread(stage: Stage, plan: KillPlan): Promise<ReadonlyMap<string, number>> {
  const random = new Random(plan.seed);
  const done = new Map<string, number>();
  let round: Kill[] = [];
  for (let at = 0; at < plan.count; at += 1) {
    const share = (LAST_AT * (at + random.next())) / plan.count;
    if (!(await hasCome(stage, plan, share))) break;
    if (round.length === 0) round = random.shuffled(ROUND);
    const kind = round.pop() ?? 'a worker';
    plan.note(`kill ${at + 1}: ${kind}, at ${(100 * share).toFixed(0)} %`);
    if (await KILLS[kind](stage, random)) done.set(kind, (done.get(kind) ?? 0) + 1);
    else plan.note('  it was just being started anew');
  }
  return done;
}

/** Waits until so much of the job has ended. @returns false where it stands still, or is over. */
async function hasCome({ estate }: Stage, { jobId, limitMs }: KillPlan, share: number): Promise<boolean> {
  return until(
    `${(100 * share).toFixed(0)} % of job ${jobId}`,
    async () => {
      const job = await persistently(() => estate.store.models.jobs.findById(jobId).lean<JobDocument>());
      if (!job?.bulk || job.ended_at !== null || job.status === 'paused') return false;
      const { queued } = job.bulk.counts;
      return job.started_at !== null && job.resource_count - queued >= share * job.resource_count ? true : undefined;
    },
    limitMs,
  );
}
