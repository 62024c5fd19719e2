/** Preflights and jobs by a plan as an operator asks for them, through the API, and how long they took. */

import { z } from 'zod';
import type { CredentialOperation } from '../../domain/job.ts';
import { type ApiClient, createApiClient } from '../../launcher/tour/api-client.ts';
import type { Stack } from '../stack.ts';

const scopes = z.object({ scopes: z.array(z.object({ id: z.number(), parent_id: z.number().nullable() })) });
const accepted = z.object({ job_id: z.number(), plan_id: z.number() });
const plan = z.object({ id: z.number(), status: z.string(), digest: z.string().nullable() });
const job = z.object({
  status: z.string(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  bulk: z.object({ counts: z.object({ succeeded: z.number() }) }).nullable(),
});

const WITHIN_MS = 40 * 60_000;
/** Nothing fails here, so nothing has to go first. */
const OPTIONS = { canary: 0 };

export interface Planned {
  readonly id: number;
  readonly digest: string;
  /** Of the preflight. */
  readonly seconds: number;
}

export class BulkJobs {
  readonly #api: ApiClient;

  constructor({ baseUrl, adminPasswordFile }: Stack) {
    this.#api = createApiClient(baseUrl, adminPasswordFile);
  }

  /** Of all accounts on the platform. @throws Error where it does not become ready. */
  async preflight(operation: CredentialOperation, platformId: number): Promise<Planned> {
    const { scopes: tree } = await this.#api.call('GET', '/v1/scopes', scopes);
    const scope_id = tree.find(({ parent_id }) => parent_id === null)?.id;
    const body = { operation, selector: { scope_id, platform_id: platformId } };
    const { job_id, plan_id } = await this.#api.call('POST', '/v1/bulk/preflight', accepted, body);
    const { seconds } = await this.#ended(job_id);
    const { id, status, digest } = await this.#api.call('GET', `/v1/bulk/plans/${plan_id}`, plan);
    if (status !== 'ready' || digest === null) throw new Error(`plan ${id} is ${status}`);
    return { id, digest, seconds };
  }

  /**
   * Carries the plan out.
   * @returns the seconds from when it was running until it had ended.
   * @throws Error where not all of `count` have succeeded.
   */
  async run(operation: CredentialOperation, { id: plan_id, digest }: Planned, count: number): Promise<number> {
    const body = { plan_id, digest, ...OPTIONS };
    const { job_id } = await this.#api.call('POST', `/v1/bulk/${operation}`, accepted, body);
    const { seconds, succeeded } = await this.#ended(job_id);
    if (succeeded !== count) throw new Error(`of job ${job_id} ${succeeded} of ${count} have succeeded`);
    return seconds;
  }

  async #ended(jobId: number): Promise<{ readonly seconds: number; readonly succeeded: number }> {
    const status = await this.#api.untilEnded(jobId, WITHIN_MS);
    const { started_at: from, ended_at: until, bulk } = await this.#api.call('GET', `/v1/jobs/${jobId}`, job);
    if (status !== 'succeeded' || from === null || until === null) throw new Error(`job ${jobId} ended as ${status}`);
    return { seconds: (Date.parse(until) - Date.parse(from)) / 1_000, succeeded: bulk?.counts.succeeded ?? 0 };
  }
}
