/** Wakes whoever watches a job when something of it changes: one MongoDB change stream for the whole process. */

import { setTimeout as delay } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import type { Logger } from 'winston';
import type { Store } from '../store/store.ts';

/** Items are not watched: there may be thousands, and whatever changes one of them changes its job as well. */
const PIPELINE = [{ $match: { 'ns.coll': { $in: ['jobs', 'job_steps'] } } }, { $project: { documentKey: 1 } }];
const RETRY_MS = 1_000;

/** One watcher. It keeps no events, only the fact that there were some, so a slow one costs nothing. */
export class JobWatcher {
  #changed = false;
  #wake: (() => void) | undefined;

  /** Resolves when something changed since the last call, or `signal` is aborted. */
  async changed(signal: AbortSignal): Promise<void> {
    if (!this.#changed && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.#wake = wake;
        signal.addEventListener('abort', wake);
      });
    }
    this.#changed = false;
    this.#wake = undefined;
  }

  notify(): void {
    this.#changed = true;
    this.#wake?.();
  }
}

export class JobChanges {
  readonly #store: Store;
  readonly #logger: Logger;
  readonly #watchers = new Map<number, Set<JobWatcher>>();
  #stream: mongo.ChangeStream | undefined;
  #following: Promise<void> | undefined;
  #closed = false;

  constructor(store: Store, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** What changes after this has resolved wakes the watcher. {@link leave} must be called at the end. */
  async watch(jobId: number): Promise<JobWatcher> {
    const watcher = new JobWatcher();
    const watchers = this.#watchers.get(jobId) ?? new Set();
    this.#watchers.set(jobId, watchers.add(watcher));
    if (!this.#following) {
      const since = await this.#store.connection.getClient().db().command({ ping: 1 });
      this.#following ??= this.#follow(since['operationTime']);
    }
    return watcher;
  }

  /** The stream is closed with its last watcher. */
  async leave(jobId: number, watcher: JobWatcher): Promise<void> {
    const watchers = this.#watchers.get(jobId);
    watchers?.delete(watcher);
    if (watchers?.size === 0) this.#watchers.delete(jobId);
    if (this.#watchers.size === 0) await this.#stop();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#stop();
  }

  async #stop(): Promise<void> {
    const following = this.#following;
    const stream = this.#stream;
    // Taken out before the wait: whoever watches meanwhile opens a stream of their own, which is not ours to forget.
    this.#following = undefined;
    this.#stream = undefined;
    await stream?.close();
    await following;
  }

  async #follow(since: mongo.Timestamp): Promise<void> {
    // Lets the caller note that following has begun, which the loop asks for.
    await Promise.resolve();
    let position: { resumeAfter: mongo.ResumeToken } | { startAtOperationTime: mongo.Timestamp } | undefined = {
      startAtOperationTime: since,
    };
    const mine = this.#following;
    while (!this.#closed && this.#following === mine) {
      const stream: mongo.ChangeStream = this.#store.connection
        .getClient()
        .db()
        .watch(PIPELINE, position ?? {});
      this.#stream = stream;
      try {
        for await (const change of stream) {
          position = { resumeAfter: change._id };
          if ('documentKey' in change) this.#notify(jobIdOf(change.documentKey._id));
        }
      } catch (error) {
        if (this.#closed || this.#following !== mine) return;
        this.#logger.warn('The stream of job changes broke and is opened again', { error });
        // The place in the stream may be what is wrong; watchers read again instead.
        position = undefined;
        await stream.close();
        await delay(RETRY_MS, undefined, { ref: false });
        for (const jobId of this.#watchers.keys()) this.#notify(jobId);
      }
    }
  }

  #notify(jobId: number): void {
    for (const watcher of this.#watchers.get(jobId) ?? []) watcher.notify();
  }
}

/** Ids of steps begin with the job's: `<job>:<resource>…`. */
function jobIdOf(documentId: unknown): number {
  return typeof documentId === 'number' ? documentId : Number.parseInt(String(documentId), 10);
}
