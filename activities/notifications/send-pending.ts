/**
 * Sends what is queued for a channel: lines beside each other, what is in a line one after another. An endpoint that has
 * failed several times in a row is asked with the oldest event alone, until it takes one.
 */

import { isDoubtful, MAX_PENDING } from '../../domain/notification-channel.ts';
import type {
  NotificationChannelDocument,
  NotificationDeliveryDocument,
} from '../../store/models/notification-channel.ts';
import type { SendPlaces } from '../delivery/send-places.ts';
import type { Dependencies } from '../dependencies.ts';
import { tryDelivery } from './try-delivery.ts';

/** Of one channel at the same time. */
const LANES = 8;

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
    const [oldest] = lines;
    if (oldest) await pass.tryLine(oldest.slice(0, 1));
    return { tried: pass.tried, dueInMs: Number.POSITIVE_INFINITY };
  }
  const waits = lines.map(([head]) => (head?.next_attempt_at?.getTime() ?? 0) - Date.now());
  const due = lines.filter((_, at) => (waits[at] ?? 0) <= 0);
  const next = due.values();
  await Promise.all(Array.from({ length: LANES }, () => pass.tryLines(next)));
  return { tried: pass.tried, dueInMs: Math.max(0, Math.min(...waits, Number.POSITIVE_INFINITY)) };
}

/** The line of the oldest event first. */
async function pendingLines({ store }: Dependencies, { _id }: NotificationChannelDocument): Promise<readonly Line[]> {
  const pending = await store.models.notificationDeliveries
    .find({ channel_id: _id, status: 'pending' })
    .sort({ number: 1 })
    .limit(MAX_PENDING)
    .lean<NotificationDeliveryDocument[]>();
  const lines = new Map<string, NotificationDeliveryDocument[]>();
  for (const delivery of pending) {
    const line = lines.get(delivery.line);
    if (line) line.push(delivery);
    else lines.set(delivery.line, [delivery]);
  }
  return [...lines.values()];
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
      if (performance.now() >= this.#bounds.endMs) return;
      const channel = await this.#unchanged();
      if (!channel) return;
      const isOver = await this.#places.within(channel.organization_id, this.#bounds.signal, () =>
        tryDelivery(this.#dependencies, channel, delivery, this.#bounds.signal),
      );
      this.tried += 1;
      if (!isOver) return;
    }
  }

  /** The channel as it is now; null where it is another one than this pass began with, or has come into doubt meanwhile. */
  async #unchanged(): Promise<NotificationChannelDocument | null> {
    const { _id, revision, consecutive_failures } = this.#channel;
    const channel = await this.#dependencies.store.models.notificationChannels
      .findOne({ _id, revision, status: 'active' })
      .lean<NotificationChannelDocument>();
    if (!channel) return null;
    const hasFallen = isDoubtful(channel.consecutive_failures) && !isDoubtful(consecutive_failures);
    return hasFallen ? null : channel;
  }
}
