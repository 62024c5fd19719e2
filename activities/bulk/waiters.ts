/** Looks every second whether single operations wait for places on the devices of a batch, so that it makes way for them. */

import { countPlaceWaits } from '../../store/place-waits.ts';
import type { Batch } from './batch.ts';
import type { Slots } from './slots.ts';

const LOOK_EVERY_MS = 1_000;

export class Waiters {
  readonly #batch: Batch;
  readonly #slots: Slots;
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  #looked: Promise<void> = Promise.resolve();
  #tell: () => void = () => undefined;

  constructor(batch: Batch, slots: Slots) {
    this.#batch = batch;
    this.#slots = slots;
    this.#expect();
  }

  start(): void {
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  /** Resolves with the next look. */
  get looked(): Promise<void> {
    return this.#looked;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const { store, logger } = this.#batch.dependencies;
    try {
      this.#slots.makeWay(await countPlaceWaits(store, this.#slots.devices));
    } catch (error) {
      logger.warn('A batch could not see who waits for its places', { error });
    } finally {
      this.#isLooking = false;
      this.#tell();
      this.#expect();
    }
  }

  #expect(): void {
    this.#looked = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }
}
