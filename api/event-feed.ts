/** What happens in an organization as server-sent events, for one caller: as far as they may see it, by the rights that they have by then. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Place } from '../domain/access.ts';
import { isWanted, type NotificationFilters, type NotificationSource } from '../domain/notification-event.ts';
import type { Permission } from '../domain/permissions.ts';
import type { FeedPosition } from '../store/models/notification-channel.ts';
import { asCloudEvents } from '../store/notifications/as-cloud-events.ts';
import { type FedEvent, feedEnd, readFeed } from '../store/notifications/feed.ts';
import type { Store } from '../store/store.ts';
import type { RequestAccess } from './authorization/request-access.ts';
import type { FeedChanges } from './feed-changes.ts';
import type { ServerSentEvent } from './server-sent-events.ts';
import { StreamPlaces } from './stream-places.ts';

export interface FeedFollowOptions {
  readonly organizationId: number;
  /** Where the client has come to; undefined: now. */
  readonly from: FeedPosition | undefined;
  /** Whether to wait for more when there is nothing left. */
  readonly follows: boolean;
  readonly filters: NotificationFilters;
  /** That one and those below it; undefined: all. */
  readonly scopeId: number | undefined;
  readonly signal: AbortSignal;
  /** The caller's rights as they are now; null: there are none left. */
  readonly accessNow: () => Promise<RequestAccess | null>;
}

/** Of each source at once. */
const MAX_LOOK = 250;
/** After so many events that were none of theirs a client is told how far it has come. */
const SILENT_FOR = 1_000;
/** Between pages of which a client sees nothing. */
const PAUSE_MS = 25;
/** What it takes to see an event. */
const READS: Readonly<Record<NotificationSource, Permission>> = { audit: 'audit:read', operational: 'event:read' };

export class EventFeed {
  readonly #store: Store;
  readonly #changes: FeedChanges;
  readonly places = new StreamPlaces();

  constructor(store: Store, changes: FeedChanges) {
    this.#store = store;
    this.#changes = changes;
  }

  /**
   * Events `event`, CloudEvents, and `position` without data: at the beginning, so that whoever comes back has missed nothing,
   * at the end, and where there was nothing to be told for long.
   */
  async *follow(options: FeedFollowOptions): AsyncGenerator<ServerSentEvent> {
    const { organizationId, signal } = options;
    const end = await feedEnd(this.#store, organizationId);
    let position = options.from === undefined ? end : earlier(options.from, end);
    let told = position;
    yield at(position);
    while (!signal.aborted) {
      const { events, next, isMore } = await readFeed(this.#store, organizationId, position, MAX_LOOK);
      const access = await options.accessNow();
      if (!access) return;
      const seen = events.filter(({ event }) => isSeen(options, access, event));
      yield* this.#told(organizationId, seen);
      told = seen.at(-1)?.position ?? told;
      position = next;
      const isLast = !isMore && !options.follows;
      if (isLast || distance(told, position) > SILENT_FOR) {
        told = position;
        yield at(position);
      }
      if (isLast) return;
      if (isMore) {
        // Whoever sees nothing of it makes the database work all the same, and takes nothing in between.
        if (seen.length === 0) await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
        continue;
      }
      await this.#changes.beyond(organizationId, position, signal);
    }
  }

  async *#told(organizationId: number, seen: readonly FedEvent[]): AsyncGenerator<ServerSentEvent> {
    if (seen.length === 0) return;
    const cloudEvents = await asCloudEvents(
      this.#store,
      organizationId,
      seen.map(({ event }) => event),
    );
    for (const [index, { position }] of seen.entries()) {
      yield { id: idOf(position), event: 'event', data: cloudEvents[index] };
    }
  }
}

function isSeen({ filters, scopeId }: FeedFollowOptions, access: RequestAccess, event: FedEvent['event']): boolean {
  const place: Place = { scopeId: event.scopeId, resourceId: event.resourceId };
  if (!isWanted(filters, event) || !access.allows(place, READS[event.source])) return false;
  return (
    scopeId === undefined || (event.scopeId !== null && access.profile.tree.lineage(event.scopeId).includes(scopeId))
  );
}

function at(position: FeedPosition): ServerSentEvent {
  return { id: idOf(position), event: 'position', data: {} };
}

/** What `Last-Event-ID` brings back. */
function idOf({ index, event }: FeedPosition): string {
  return `${index}.${event}`;
}

/** @returns undefined for what is no id of a stream. */
export function positionOf(id: string): FeedPosition | undefined {
  const [, index, event] = /^(\d{1,15})\.(\d{1,15})$/.exec(id) ?? [];
  return index === undefined ? undefined : { index: Number(index), event: Number(event) };
}

function distance(from: FeedPosition, to: FeedPosition): number {
  return to.index - from.index + to.event - from.event;
}

/** A database that was set back is behind its clients: they go on where it ends. */
function earlier(one: FeedPosition, other: FeedPosition): FeedPosition {
  return { index: Math.min(one.index, other.index), event: Math.min(one.event, other.event) };
}
