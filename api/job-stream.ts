/** The life of one job as server-sent events: what is stored first, then what changes, until the job has ended. */

import { setTimeout as delay } from 'node:timers/promises';
import { CapstanError } from '../domain/errors.ts';
import { hasEnded } from '../domain/job.ts';
import type { JobDocument, JobStepDocument } from '../store/models/job.ts';
import type { Store } from '../store/store.ts';
import type { JobChanges } from './job-changes.ts';
import type { ServerSentEvent } from './server-sent-events.ts';

/** Makes the wire shapes that openapi.yaml names. */
export interface JobPresenter {
  job(document: JobDocument): Promise<unknown>;
  step(document: JobStepDocument): unknown;
}

export interface JobFollowOptions {
  readonly organizationId: number;
  readonly jobId: number;
  /** `Last-Event-ID` of a client that comes back. */
  readonly lastEventId?: string | undefined;
  readonly signal: AbortSignal;
  readonly present: JobPresenter;
}

/**
 * Workers have clocks of their own: who comes back gets the last seconds again. A step is named by
 * resource, step, round and attempt, so that a client recognises what it has.
 */
const OVERLAP_MS = 5_000;
/** So often at most somebody who watches a job by a plan is told of it. */
const BULK_LOOK_MS = 250;

export class JobEvents {
  readonly #store: Store;
  readonly #changes: JobChanges;

  constructor(store: Store, changes: JobChanges) {
    this.#store = store;
    this.#changes = changes;
  }

  /**
   * Events `step` and `job` (on connecting, and whenever one changes), and at last `end` with
   * `{status}`. Their id is the time (ms) up to which the client has seen everything.
   * @throws CapstanError `not_found`.
   */
  async follow(options: JobFollowOptions): Promise<AsyncIterable<ServerSentEvent>> {
    await this.#job(options);
    return this.#events(options);
  }

  async *#events(options: JobFollowOptions): AsyncGenerator<ServerSentEvent> {
    const { jobId, signal, present } = options;
    const watcher = await this.#changes.watch(jobId);
    const steps = new SeenSteps(options.lastEventId);
    let shownRevision = -1;
    try {
      while (!signal.aborted) {
        const lookedAt = performance.now();
        // The job before its steps: once it has ended, no step comes that is not read here.
        const job = await this.#job(options);
        for await (const step of this.#steps(jobId, steps.sinceMs - OVERLAP_MS)) {
          if (steps.isNew(step)) yield { id: String(steps.sinceMs), event: 'step', data: present.step(step) };
        }
        if (job.revision !== shownRevision) {
          yield { id: String(steps.sinceMs), event: 'job', data: await present.job(job) };
        }
        shownRevision = job.revision;
        if (hasEnded(job.status)) {
          yield { id: String(steps.sinceMs), event: 'end', data: { status: job.status } };
          return;
        }
        steps.forgetBefore(steps.sinceMs - OVERLAP_MS);
        await watcher.changed(signal);
        // A job by a plan changes many times a second; nobody reads as fast.
        if (job.bulk) await pause(lookedAt + BULK_LOOK_MS - performance.now(), signal);
      }
    } finally {
      await this.#changes.leave(jobId, watcher);
    }
  }

  async #job({ jobId, organizationId }: JobFollowOptions): Promise<JobDocument> {
    const job = await this.#store.models.jobs
      .findOne({ _id: jobId, organization_id: organizationId })
      .lean<JobDocument>();
    if (!job) throw new CapstanError('not_found', `There is no job ${jobId}.`);
    return job;
  }

  #steps(jobId: number, sinceMs: number): AsyncIterable<JobStepDocument> {
    const since = new Date(Math.max(0, sinceMs));
    return this.#store.models.jobSteps
      .find({
        job_id: jobId,
        $or: [{ ended_at: null }, { ended_at: { $gte: since } }, { started_at: { $gte: since } }],
      })
      .sort({ started_at: 1, _id: 1 })
      .lean<JobStepDocument[]>()
      .cursor();
  }
}

/** Which steps, in which state, a client has had. */
class SeenSteps {
  /** Time of the newest change that the client has, ms since epoch. */
  sinceMs: number;
  readonly #seen = new Map<string, { readonly atMs: number; readonly state: string }>();

  constructor(lastEventId: string | undefined) {
    this.sinceMs = lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : 0;
  }

  isNew(step: JobStepDocument): boolean {
    const atMs = (step.ended_at ?? step.started_at).getTime();
    const state = `${step.outcome}:${step.ended_at?.getTime()}:${step.detail}`;
    if (this.#seen.get(step._id)?.state === state) return false;
    this.#seen.set(step._id, { atMs: step.ended_at ? atMs : Number.POSITIVE_INFINITY, state });
    this.sinceMs = Math.max(this.sinceMs, atMs);
    return true;
  }

  forgetBefore(ms: number): void {
    for (const [id, { atMs }] of this.#seen) if (atMs < ms) this.#seen.delete(id);
  }
}

/** Ends early where the watcher goes. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return;
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
