/**
 * Sends what is queued for a channel: lines beside each other, what is in a line one after another. An endpoint that has
 * failed several times in a row is asked with one event alone, until it takes one.
 */

import { isDoubtful, MAX_PENDING_OF_LINE } from '../../domain/notification-channel.ts';
import type {
  NotificationChannelDocument,
  NotificationDeliveryDocument,
} from '../../store/models/notification-channel.ts';
import { isAnsweredFor } from '../../store/notifications/answerable.ts';
import type { SendPlaces } from '../delivery/send-places.ts';
import type { Dependencies } from '../dependencies.ts';
import { pauseAndTell } from './progress.ts';
import { tryDelivery } from './try-delivery.ts';

/** Of one channel at the same time. */
const LANES = 8;
/** Whoever has waited for a place for longer asks again whether the channel may still tell. */
const LONG_WAIT_MS = 5_000;

export interface PendingSent {
  readonly tried: number;
  /** When the next one is to be tried; Infinity: none waits. */
  readonly dueInMs: number;
}

export interface TurnBounds {
  readonly signal: AbortSignal;
  /** Of `performance.now()`: nothing is begun afterwards. */
  readonly endMs: number;
}

type Line = readonly NotificationDeliveryDocument[];

export async function sendPending(
  dependencies: Dependencies,
  places: SendPlaces,
  channel: NotificationChannelDocument,
  bounds: TurnBounds,
): Promise<PendingSent> {
  const lines = await pendingLines(dependencies, channel);
  const pass = new Pass(dependencies, places, channel, bounds);
  if (isDoubtful(channel.consecutive_failures)) {
    const probe = leastTried(lines);
    if (probe) await pass.tryLine([probe]);
    return { tried: pass.tried, dueInMs: Number.POSITIVE_INFINITY };
  }
  const waits = lines.map(([head]) => (head?.next_attempt_at?.getTime() ?? 0) - Date.now());
  const due = lines.filter((_, at) => (waits[at] ?? 0) <= 0);
  const next = due.values();
  await Promise.all(Array.from({ length: LANES }, () => pass.tryLines(next)));
  return { tried: pass.tried, dueInMs: Math.max(0, Math.min(...waits, Number.POSITIVE_INFINITY)) };
}

/**
 * An event that is refused each time says nothing of the others: what was tried least is asked with, the oldest of it
 * first.
 */
function leastTried(lines: readonly Line[]): NotificationDeliveryDocument | undefined {
  const heads = lines.flatMap((line) => line.slice(0, 1));
  return heads.sort((one, other) => one.tries - other.tries)[0];
}

/** The line of the oldest event first; of each as many as {@link MAX_PENDING_OF_LINE}. */
async function pendingLines({ store }: Dependencies, { _id }: NotificationChannelDocument): Promise<readonly Line[]> {
  const lines = await store.models.notificationDeliveries.aggregate<{ readonly line: Line }>([
    { $match: { channel_id: _id, status: 'pending' } },
    { $sort: { number: 1 } },
    {
      $group: {
        _id: '$line',
        first: { $min: '$number' },
        line: { $firstN: { n: MAX_PENDING_OF_LINE, input: '$$ROOT' } },
      },
    },
    { $sort: { first: 1 } },
  ]);
  return lines.map(({ line }) => line);
}

class Pass {
  readonly #dependencies: Dependencies;
  readonly #places: SendPlaces;
  readonly #channel: NotificationChannelDocument;
  readonly #bounds: TurnBounds;
  /** How many deliveries were tried. */
  tried = 0;

  constructor(
    dependencies: Dependencies,
    places: SendPlaces,
    channel: NotificationChannelDocument,
    bounds: TurnBounds,
  ) {
    this.#dependencies = dependencies;
    this.#places = places;
    this.#channel = channel;
    this.#bounds = bounds;
  }

  async tryLines(lines: IterableIterator<Line>): Promise<void> {
    for (const line of lines) await this.tryLine(line);
  }

  /** Up to the first that does not arrive: those behind it wait for it. */
  async tryLine(line: Line): Promise<void> {
    for (const delivery of line) {
      const askedMs = performance.now();
      if (askedMs >= this.#bounds.endMs) return;
      const { _id: receiverId, organization_id: organizationId } = this.#channel;
      const isOver = await this.#places.within({ organizationId, receiverId, ...this.#bounds }, () =>
        this.#try(delivery, performance.now() - askedMs),
      );
      if (!isOver) return;
    }
  }

  /** Whoever pauses, changes or ends the channel while it waits for a place is heard. */
  async #try(delivery: NotificationDeliveryDocument, waitedMs: number): Promise<boolean> {
    const channel = await this.#unchanged();
    if (!channel) return false;
    if (waitedMs > LONG_WAIT_MS && !(await isAnsweredFor(this.#dependencies.store, channel, new Date()))) {
      await pauseAndTell(this.#dependencies, channel, 'not_permitted');
      return false;
    }
    const isOver = await tryDelivery(this.#dependencies, channel, delivery, this.#bounds.signal);
    this.tried += 1;
    return isOver;
  }

  /** The channel as it is now; null where it is another one than this pass began with, has come into doubt meanwhile, or asks to be left alone. */
  async #unchanged(): Promise<NotificationChannelDocument | null> {
    const { _id, revision, consecutive_failures } = this.#channel;
    const channel = await this.#dependencies.store.models.notificationChannels
      .findOne({ _id, revision, status: 'active' })
      .lean<NotificationChannelDocument>();
    if (!channel) return null;
    const hasFallen = isDoubtful(channel.consecutive_failures) && !isDoubtful(consecutive_failures);
    const isHeld = (channel.held_until?.getTime() ?? 0) > Date.now();
    return hasFallen || isHeld ? null : channel;
  }
}
