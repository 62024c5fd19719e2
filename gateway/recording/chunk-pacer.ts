/** Decides when lines are stored, and tells the session when it has to wait for that, and when it has waited too long. */

import { performance } from 'node:perf_hooks';
import type { ChunkChain } from './chunk-chain.ts';
import { LineQueue, type TakenLines } from './line-queue.ts';
import { RecordingFailed } from './recording-failed.ts';
import type { RecordingLimits } from './recording-limits.ts';

/** What a session has to do for its recording. It may be told so from within a call that takes events. */
export interface RecordingListener {
  /** Nothing is to be passed on to the target or read from it until `resume`. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** The session has to end. Comes at most once; nothing is recorded from then on. */
  readonly failed: (failure: RecordingFailed) => void;
}

interface Waiter {
  /** How many lines have to be stored. */
  readonly lines: number;
  readonly resolve: () => void;
  readonly reject: (failure: RecordingFailed) => void;
}

export class ChunkPacer {
  readonly #chain: ChunkChain;
  readonly #listener: RecordingListener;
  readonly #limits: RecordingLimits;
  readonly #queue = new LineQueue();
  #taken: TakenLines | undefined;
  /** Lines that have come, that are stored, and that are to be stored without waiting for more. */
  #linesIn = 0;
  #linesStored = 0;
  #linesUrgent = 0;
  #waiters: Waiter[] = [];
  #isWorking = false;
  #isPaused = false;
  #isClosed = false;
  /** Since when something else than lines is waited for. */
  #watchingSince: number | undefined;
  #failure: RecordingFailed | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(chain: ChunkChain, listener: RecordingListener, limits: RecordingLimits) {
    this.#chain = chain;
    this.#listener = listener;
    this.#limits = limits;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get failure(): RecordingFailed | undefined {
    return this.#failure;
  }

  /** Bytes that are not stored. */
  get backlog(): number {
    return this.#queue.bytes + (this.#taken?.lines.length ?? 0);
  }

  /** @returns whether to go on at once; where not, and it has not failed, `resume` will come. */
  add(lines: readonly string[], areEvents = true): boolean {
    if (this.#isClosed || this.#failure) return false;
    this.#take(lines, areEvents);
    this.#look();
    return !this.#isPaused;
  }

  /** Adds the last lines, and resolves when all are stored. @throws RecordingFailed */
  addLast(lines: readonly string[]): Promise<void> {
    // First, so that the chunk that they come into knows that it is the last one.
    this.#isClosed = true;
    if (!this.#failure) this.#take(lines, true);
    return this.stored();
  }

  /** Resolves when all that has come is stored, for which nothing more is waited for. @throws RecordingFailed */
  stored(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#linesStored >= this.#linesIn) return Promise.resolve();
    this.#linesUrgent = this.#linesIn;
    const done = this.#wait(this.#linesIn);
    this.#look();
    return done;
  }

  /** Waits for `work` as long as for a chunk. @throws RecordingFailed `not_written` where that was too long. */
  async watch<Result>(work: Promise<Result>): Promise<Result> {
    if (this.#failure) throw this.#failure;
    this.#watchingSince = performance.now();
    const failed = this.#wait(Number.POSITIVE_INFINITY).then(() => work);
    this.#look();
    return await Promise.race([work, failed]);
  }

  /** Gives up what is not stored. */
  dispose(): void {
    this.#isClosed = true;
    this.#watchingSince = undefined;
    clearTimeout(this.#timer);
    this.#chain.dispose();
  }

  #take(lines: readonly string[], areEvents: boolean): void {
    for (const line of lines) this.#queue.add(line, areEvents, performance.now());
    this.#linesIn += lines.length;
  }

  #wait(lines: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ lines, resolve, reject });
    });
  }

  /** Since when the first line has waited that is not stored. */
  #waitingSince(): number | undefined {
    return this.#taken?.since ?? this.#queue.since ?? this.#watchingSince;
  }

  /** Looks at what waits and for how long, does what is due, and sees to it that it looks again in time. */
  #look(): void {
    clearTimeout(this.#timer);
    const since = this.#waitingSince();
    if (this.#failure || since === undefined) return;
    const age = performance.now() - since;
    const { failAfterMs, pauseAfterMs, flushAfterMs, maxBacklogBytes } = this.#limits;
    const tooMuch = this.backlog > maxBacklogBytes;
    if (tooMuch || age >= failAfterMs) {
      this.#fail(new RecordingFailed(tooMuch ? 'backlog_full' : 'not_written', this.#chain.lastError));
      return;
    }
    this.#pauseOrResume(age);
    if (!this.#isWorking && this.#isDue()) void this.#work();
    const next = [flushAfterMs, pauseAfterMs, failAfterMs].find((limit) => limit > age) ?? failAfterMs;
    // A timer may come a little before its time.
    this.#timer = setTimeout(() => this.#look(), Math.ceil(next - age) + 1);
  }

  #pauseOrResume(age: number): void {
    const { pauseAtBytes, resumeAtBytes, pauseAfterMs } = this.#limits;
    const isLate = age >= pauseAfterMs;
    if (!this.#isPaused && (isLate || this.backlog >= pauseAtBytes)) {
      this.#isPaused = true;
      this.#listener.pause();
    } else if (this.#isPaused && !isLate && this.backlog <= resumeAtBytes) {
      this.#isPaused = false;
      this.#listener.resume();
    }
  }

  #isDue(): boolean {
    const since = this.#queue.since;
    if (since === undefined) return false;
    const { chunkBytes, flushAfterMs } = this.#limits;
    const isUrgent = this.#linesStored < this.#linesUrgent;
    return isUrgent || this.#queue.bytes >= chunkBytes || performance.now() - since >= flushAfterMs;
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    try {
      while (!this.#failure && this.#isDue()) await this.#storeChunk();
    } catch (error) {
      this.#fail(error instanceof RecordingFailed ? error : new RecordingFailed('not_written', error));
    } finally {
      this.#isWorking = false;
    }
    this.#look();
  }

  async #storeChunk(): Promise<void> {
    const taken = this.#queue.take(this.#limits.chunkBytes);
    if (!taken) return;
    this.#taken = taken;
    await this.#chain.append(taken, this.#isClosed && this.#queue.isEmpty);
    this.#taken = undefined;
    this.#linesStored += taken.count;
    if (this.#failure) return;
    this.#settleWaiters();
    this.#pauseOrResume(performance.now() - (this.#waitingSince() ?? performance.now()));
  }

  #settleWaiters(): void {
    const done = this.#waiters.filter(({ lines }) => lines <= this.#linesStored);
    this.#waiters = this.#waiters.filter(({ lines }) => lines > this.#linesStored);
    for (const { resolve } of done) resolve();
  }

  #fail(failure: RecordingFailed): void {
    if (this.#failure) return;
    this.#failure = failure;
    this.#isPaused = true;
    this.dispose();
    for (const { reject } of this.#waiters) reject(failure);
    this.#waiters = [];
    this.#listener.failed(failure);
  }
}
