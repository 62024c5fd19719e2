/**
 * Places on devices for the logins of a preflight: those that all work by a plan takes, so that several preflights together
 * do no more on a device than it bears. Who has some for long gives them back for a moment, so that other preflights come to
 * theirs, and at once where single operations or jobs by a plan wait.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { HeldSlots } from '../../store/held-slots.ts';
import { countPlaceWaits, doesPlanWait } from '../../store/place-waits.ts';
import type { Store } from '../../store/store.ts';
import { WorkerStopping } from '../target-answer.ts';

/** So long places are kept at most while more is to do. */
const KEPT_MS = 10_000;
/** Then they are free for so long, and preflights that wait for some look at least as often. */
const FREE_MS = 1_000;
/** How often it is looked whether others wait that go first. */
const LOOK_EVERY_MS = 1_000;
/** Others have all places for so long: then those that wait get none. */
const PATIENCE_MS = 60_000;
/** Where it was so before in the same job. */
const SHORT_PATIENCE_MS = 3_000;
const MOST_AT_ONCE = 16;
const MOST_KEPT = 1_000;

/** Where preflights have waited in vain: the rest of such a job need not wait as long each time. */
export class CrowdedDevices {
  readonly #known = new Set<string>();

  has(jobId: number, device: number): boolean {
    return this.#known.has(`${jobId}:${device}`);
  }

  note(jobId: number, device: number): void {
    this.#known.add(`${jobId}:${device}`);
    const oldest = this.#known.values().next();
    if (this.#known.size > MOST_KEPT && !oldest.done) this.#known.delete(oldest.value);
  }
}

interface Waiting {
  readonly most: number;
  readonly enter: () => void;
  readonly giveUp: () => void;
  readonly fail: (error: unknown) => void;
}

/** What one device is asked for. */
interface Queue {
  readonly waiting: Waiting[];
  used: number;
  isServed: boolean;
  /** Called when one comes or leaves. */
  changed: () => void;
}

export interface DevicePlacesParts {
  readonly store: Store;
  readonly slots: HeldSlots;
  readonly signal: AbortSignal;
  readonly jobId: number;
  readonly crowded: CrowdedDevices;
}

export class DevicePlaces {
  readonly #parts: DevicePlacesParts;
  readonly #queues = new Map<number, Queue>();
  readonly #serving = new Set<Promise<void>>();

  constructor(parts: DevicePlacesParts) {
    this.#parts = parts;
  }

  /**
   * Runs `work` in one of at most `most` places of the device.
   * @returns null where others have had all of them for too long.
   * @throws WorkerStopping
   */
  async within<Result>(device: number, most: number, work: () => Promise<Result>): Promise<Result | null> {
    const queue = this.#queueOf(device);
    if (!(await this.#entered(device, queue, most))) return null;
    try {
      return await work();
    } finally {
      queue.used -= 1;
      queue.changed();
    }
  }

  /** Once nothing is tried any more: gives back what is held. */
  async close(): Promise<void> {
    await Promise.all(this.#serving);
    await this.#parts.slots.leave();
  }

  #queueOf(device: number): Queue {
    const queue = this.#queues.get(device) ?? { waiting: [], used: 0, isServed: false, changed: () => undefined };
    this.#queues.set(device, queue);
    return queue;
  }

  #entered(device: number, queue: Queue, most: number): Promise<boolean> {
    const entered = new Promise<boolean>((resolve, reject) => {
      const [enter, giveUp] = [() => resolve(true), () => resolve(false)];
      queue.waiting.push({ most, enter, giveUp, fail: reject });
    });
    queue.changed();
    if (!queue.isServed) {
      queue.isServed = true;
      const serving = this.#serve(device, queue).finally(() => this.#serving.delete(serving));
      this.#serving.add(serving);
    }
    return entered;
  }

  /** Until nobody waits any more; never rejects. */
  async #serve(device: number, queue: Queue): Promise<void> {
    const { jobId, crowded, signal } = this.#parts;
    const patienceMs = crowded.has(jobId, device) ? SHORT_PATIENCE_MS : PATIENCE_MS;
    let waitsSince = performance.now();
    try {
      while (queue.waiting.length > 0) {
        if (signal.aborted) throw new WorkerStopping('the worker stops');
        if (await this.#turn(device, queue)) {
          waitsSince = performance.now();
        } else if (performance.now() - waitsSince > patienceMs) {
          crowded.note(jobId, device);
          for (const { giveUp } of queue.waiting.splice(0)) giveUp();
        }
        if (queue.waiting.length > 0) await delay(FREE_MS * (0.5 + Math.random() / 2));
      }
    } catch (error) {
      for (const { fail } of queue.waiting.splice(0)) fail(error);
    } finally {
      queue.isServed = false;
    }
  }

  /** Takes places, lets in who waits for as long as they are kept, and gives them back. @returns whether there were any. */
  async #turn(device: number, queue: Queue): Promise<boolean> {
    const { store, slots, signal } = this.#parts;
    const until = performance.now() + KEPT_MS;
    let [held, asked, look, isOver] = [0, 0, performance.now() + LOOK_EVERY_MS, false];
    while (queue.used > 0 || (queue.waiting.length > 0 && !isOver)) {
      const [next] = isOver ? [] : queue.waiting;
      const wanted = Math.min(MOST_AT_ONCE, queue.used + queue.waiting.length);
      if (next && wanted > asked) {
        // It may look again as rarely as once in a wave: whatever is free by then has to be so still.
        if (asked === 0 && (await doesPlanWait(store, device))) return false;
        held = await slots.take({ device }, mostOf(queue), wanted);
        asked = wanted;
        if (held === 0) return false;
        await slots.extend();
      } else if (next && queue.used < Math.min(held, next.most)) {
        queue.waiting.shift();
        queue.used += 1;
        next.enter();
      } else {
        await this.#change(queue, look - performance.now());
      }
      if (performance.now() >= look) {
        look = performance.now() + LOOK_EVERY_MS;
        isOver ||= await this.#isWaitedFor(device);
      }
      isOver ||= performance.now() > until || signal.aborted;
    }
    await slots.leaveAt({ device });
    return true;
  }

  /** By single operations or jobs by a plan, which go first. */
  async #isWaitedFor(device: number): Promise<boolean> {
    const { store } = this.#parts;
    return ((await countPlaceWaits(store, [device])).get(device) ?? 0) > 0 || doesPlanWait(store, device);
  }

  /** Resolves when one comes or leaves, or the time is over. */
  #change(queue: Queue, withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, withinMs));
      queue.changed = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** What the strictest of those that wait allows. */
function mostOf({ waiting }: Queue): number {
  return Math.min(...waiting.map(({ most }) => most));
}
