/**
 * What happens in an organization, in an order that never changes once it was read: audit records by their index in the
 * log, operational events by their numbers. Whoever remembers a position misses nothing.
 */

import {
  auditNotification,
  type NotificationEvent,
  type NotificationSource,
  operationalNotification,
} from '../../domain/notification-event.ts';
import { headOf } from '../ledger/checkpoints.ts';
import { ledgerCollections } from '../ledger/collections.ts';
import type { AuditRecordDocument } from '../models/evidence.ts';
import type { FeedPosition } from '../models/notification-channel.ts';
import { operationalEvents } from '../operational-log.ts';
import type { Store } from '../store.ts';
import { numberEvents } from './number-events.ts';

/** Numbered at once, in a transaction of its own, where many events have waited for somebody who reads. */
const NUMBERED_AT_ONCE = 1_000;
/** Requests ask where the end is: they do not wait until all that nobody has ever read has its number. */
const MAX_ROUNDS = 20;
/** The proof of a record is as long as the record: it is not read for what does not show it. */
const WITHOUT_PROOF = { leaf: 0, leaf_hash: 0, disclosures: 0 } as const;

/** An event, and the position of whoever has read it and all before it. */
export interface FedEvent {
  readonly event: NotificationEvent;
  readonly position: FeedPosition;
}

export interface FeedPage {
  readonly events: readonly FedEvent[];
  /** Where the next page begins. */
  readonly next: FeedPosition;
  /** Whether there may be more by now. */
  readonly isMore: boolean;
}

/** How far others have come: what is not numbered yet lies behind it, and may be old. */
export async function feedSize(store: Store, organizationId: number): Promise<FeedPosition> {
  const [head, feed] = await Promise.all([
    headOf(store, organizationId),
    store.models.eventFeeds.findById(organizationId).lean(),
  ]);
  return { index: head?.size ?? 0, event: feed?.size ?? 0 };
}

/** Where whoever begins now begins; earlier where very many events wait for their number. For what holds no transaction open. */
export async function feedEnd(store: Store, organizationId: number): Promise<FeedPosition> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if ((await numberEvents(store, organizationId, NUMBERED_AT_ONCE)) < NUMBERED_AT_ONCE) break;
  }
  return feedSize(store, organizationId);
}

/** @param limit of records, and of operational events as well. */
export async function readFeed(
  store: Store,
  organizationId: number,
  from: FeedPosition,
  limit: number,
): Promise<FeedPage> {
  const [records, numbered] = await Promise.all([
    readRecords(store, organizationId, from.index, limit),
    readEvents(store, organizationId, from.event, limit),
  ]);
  const { found: events, size } = numbered;
  const fedRecords = records.found.map(({ index, record }) => ({
    event: auditNotification(record),
    position: { index: index + 1, event: from.event },
  }));
  const fedEvents = events.map((event) => ({
    event: operationalNotification(event),
    position: { index: records.next, event: event.feed_index ?? from.event },
  }));
  const last = fedEvents.at(-1)?.position.event ?? from.event;
  return {
    events: [...fedRecords, ...fedEvents],
    // Where the newest are kept no more there is nothing left to be read up to where they ended.
    next: { index: records.next, event: events.length < limit ? Math.max(last, size) : last },
    isMore: records.next - from.index === limit || events.length === limit,
  };
}

/** Those that are there no more, as the retention policy has it, are passed over. */
async function readRecords(store: Store, log: number, from: number, limit: number) {
  const size = (await headOf(store, log))?.size ?? 0;
  const rows = await ledgerCollections(store)
    .sequence.find({ log, index: { $gte: from, $lt: Math.min(from + limit, size) } })
    .sort({ index: 1 })
    .toArray();
  const gap = rows.findIndex(({ index }, at) => index !== from + at);
  const whole = gap < 0 ? rows : rows.slice(0, gap);
  const records = await store
    .auditCollection()
    .find({ _id: { $in: whole.map(({ _id }) => _id) } }, { projection: WITHOUT_PROOF })
    .toArray();
  const byId = new Map(records.map((record) => [record._id, record]));
  const found = whole.flatMap(({ _id, index }) => {
    const record = byId.get(_id);
    return record ? [{ index, record }] : [];
  });
  return { found, next: from + whole.length };
}

async function readEvents(store: Store, organizationId: number, after: number, limit: number) {
  await numberEvents(store, organizationId, limit);
  // Before the events: what gets its number in between is left for the next page.
  const feed = await store.models.eventFeeds.findById(organizationId).lean();
  const found = await operationalEvents(store)
    .find({ organization_id: organizationId, feed_index: { $gt: after } })
    .sort({ feed_index: 1 })
    .limit(limit)
    .toArray();
  return { found, size: feed?.size ?? 0 };
}

/** One event as it is by now; null where it is gone. */
export async function readEvent(
  store: Store,
  organizationId: number,
  { event_id, source }: { readonly event_id: string; readonly source: NotificationSource },
): Promise<NotificationEvent | null> {
  const condition = { _id: event_id, organization_id: organizationId };
  if (source === 'operational') {
    const event = await operationalEvents(store).findOne(condition);
    return event && operationalNotification(event);
  }
  const record: AuditRecordDocument | null = await store
    .auditCollection()
    .findOne(condition, { projection: WITHOUT_PROOF });
  return record && auditNotification(record);
}
