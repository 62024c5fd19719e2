/** The story of the tour: verify, rotate, prove, damage, notice, heal. Each step has an expectation that can fail. */

import { z } from 'zod';
import type { TourAccount } from './account.ts';
import type { ApiClient } from './api-client.ts';
import { duration, type Report } from './report.ts';

/** Thrown when a step ends otherwise than it must. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch';
  readonly step: string;

  constructor(step: string, expected: string, actual: string) {
    super(`expected: ${expected}; actual: ${actual}`);
    this.step = step;
  }
}

export interface Story {
  readonly rotationJobId: number;
  readonly jobIds: readonly number[];
}

const JOB_WITHIN_MS = 60_000;
const accepted = z.object({ job_id: z.number() });
const items = z.object({
  items: z.array(z.object({ status: z.string(), code: z.string().nullable(), message: z.string().nullable() })),
});
const resource = z.object({ status: z.string() });
const credential = z.object({ current_version: z.number().nullable() });

type Operation = 'verify' | 'rotate' | 'reconcile';

/** Tells the story of one account. @throws Mismatch, or the error of a request that failed. */
export async function tellStory(api: ApiClient, account: TourAccount, report: Report): Promise<Story> {
  const { resourceId, secretWord } = account;
  const jobIds: number[] = [];

  async function run(operation: Operation, expected: Outcome, words: string): Promise<number> {
    const startedAt = performance.now();
    const { job_id: jobId } = await api.call('POST', `/v1/resources/${resourceId}/${operation}`, accepted, {
      reason: 'tour',
    });
    jobIds.push(jobId);
    const job = await api.untilEnded(jobId, JOB_WITHIN_MS);
    const took = performance.now() - startedAt;
    const [item] = (await api.call('GET', `/v1/jobs/${jobId}/items`, items)).items;
    const { status } = await api.call('GET', `/v1/resources/${resourceId}`, resource);
    const wanted = `job ${expected.job}${expected.code ? ` with ${expected.code}` : ''}, resource ${expected.resource}`;
    if (job !== expected.job || (item?.code ?? null) !== expected.code || status !== expected.resource) {
      const message = item?.message ? ` (${item.message})` : '';
      const actual = `job ${jobId} ${job}${item?.code ? ` with ${item.code}` : ''}, resource ${status}${message}`;
      throw new Mismatch(operation, wanted, actual);
    }
    report.tick(operation, `${words.padEnd(52)} ${duration(took).padStart(7)}`);
    return jobId;
  }

  async function knock(expected: 'accepted' | 'refused'): Promise<void> {
    const step = `${account.client}, ${expected === 'accepted' ? 'the' : 'the old'} ${secretWord}`;
    const answer = await account.knock(account.handedIn);
    const actual = answer.accepted ? 'accepted' : 'refused';
    if (actual !== expected) throw new Mismatch(step, expected, actual);
    report.tick(step, answer.accepted ? 'accepted' : `refused: ${answer.words}`);
  }

  const version = async () =>
    (await api.call('GET', `/v1/credentials/${account.credentialId}`, credential)).current_version ?? 0;

  await run('verify', VERIFIED, 'succeeded; the resource is verified');
  await knock('accepted');
  const before = await version();
  const rotationJobId = await run('rotate', VERIFIED, `succeeded; a new ${secretWord}, proved by a login`);
  const after = await version();
  if (after <= before) throw new Mismatch('rotate', `a version after ${before}`, `version ${after}`);
  await knock('refused');
  await run('verify', VERIFIED, `succeeded; the new one, in the vault alone, logs in`);
  await account.damage();
  report.note(account.damageWords);
  await run('verify', OUT_OF_SYNC, 'failed as it must: credential_invalid; out_of_sync');
  await run('reconcile', VERIFIED, 'succeeded; reset by the reconcile account; verified');
  return { rotationJobId, jobIds };
}

interface Outcome {
  readonly job: string;
  readonly code: string | null;
  readonly resource: string;
}

const VERIFIED: Outcome = { job: 'succeeded', code: null, resource: 'verified' };
const OUT_OF_SYNC: Outcome = { job: 'failed', code: 'credential_invalid', resource: 'out_of_sync' };
