/**
 * Keeps the read model of one organization: how far rows have followed the log moves in one transaction with the last of
 * them, so that whoever goes on loses nothing, wherever the one before was stopped. What cannot be followed is read anew,
 * beside that.
 */

import { type FeedLease, holdFeed, leaveFeed, moveFeed, takeFeed } from '../log-following/feed-lease.ts';
import type { Standing } from '../log-following/log-follower.ts';
import { logGoal } from '../log-following/log-goal.ts';
import { namedIds, readLog } from '../log-following/read-log.ts';
import { resourcesBehind } from '../log-following/resources-behind.ts';
import type { ReportBuilding, ReportFeedDocument } from '../models/reporting.ts';
import type { Store } from '../store.ts';
import { FORM } from './row-sources.ts';
import { removeOlder, writeNext, writeTold } from './write-rows.ts';

const FEED: FeedLease = { collection: 'report_feeds', holdMs: 60_000 };
/** Followed at a time: most of them tell of a document or two. */
const MOST_RECORDS = 200;
const BEGIN = { kind: 'resource', after: null } as const;

/** @returns whether there is more to do at once. */
export async function keepReport(store: Store, standing: Standing): Promise<boolean> {
  const { organization } = standing;
  const taken = await takeReportFeed(store, standing);
  if (taken === null) return false;
  const feed = isOutdated(taken, standing) ? await beginAnew(store, taken, standing) : taken;
  const goal = feed.goal ?? (await logGoal(store, organization._id, standing.now));
  const nextIndex = await follow(store, feed);
  const building = feed.building === null ? null : await build(store, feed, feed.building);
  const isThere = building === null && nextIndex >= goal.index;
  await leaveFeed<ReportFeedDocument>(store, FEED, feed, isThere ? { goal: null, as_of: goal.at } : { goal });
  return !isThere || nextIndex < (standing.head?.size ?? 0);
}

/** Whether there is anything to do. */
export function isReportBehind(feed: ReportFeedDocument | undefined, standing: Standing): boolean {
  if (!feed || feed.building !== null || feed.goal !== null || isOutdated(feed, standing)) return true;
  return standing.head !== null && standing.head.size > feed.next_index;
}

function isOutdated({ generation, form }: ReportFeedDocument, { head }: Standing): boolean {
  return form !== FORM || (head !== null && head.generation !== generation);
}

function takeReportFeed(store: Store, { organization, head }: Standing): Promise<ReportFeedDocument | null> {
  return takeFeed<ReportFeedDocument>(store, FEED, organization._id, {
    generation: head?.generation ?? 1,
    // What is in the log by now is in what is read anew.
    next_index: head?.size ?? 0,
    form: FORM,
    build: 1,
    building: BEGIN,
    goal: null,
    as_of: new Date(0),
  });
}

async function beginAnew(store: Store, feed: ReportFeedDocument, { head }: Standing): Promise<ReportFeedDocument> {
  const anew = {
    generation: head?.generation ?? feed.generation,
    next_index: head?.size ?? 0,
    form: FORM,
    build: feed.build + 1,
    building: BEGIN,
    goal: null,
  };
  await store.transaction((session) => requireHeld(moveFeed<ReportFeedDocument>(store, FEED, feed, anew, session)));
  return { ...feed, ...anew };
}

/** @returns the index from which it goes on. */
async function follow(store: Store, feed: ReportFeedDocument): Promise<number> {
  const { _id: organizationId, build, next_index: from } = feed;
  const { nextIndex, changes } = await readLog(store, organizationId, from, MOST_RECORDS);
  if (nextIndex === from) return from;
  const behind = { devices: namedIds(changes, 'device'), keys: namedIds(changes, 'ssh_key') };
  const told = { changes, resourcesBehind: await resourcesBehind(store, organizationId, behind) };
  const step = (place: ReportBuilding) =>
    store.transaction(async (session) => {
      const next = await writeTold(store, session, { organizationId, build }, told, place);
      const isHeld =
        next === null
          ? moveFeed<ReportFeedDocument>(store, FEED, feed, { next_index: nextIndex }, session)
          : holdFeed(store, FEED, feed, session);
      await requireHeld(isHeld);
      return next;
    });
  // Some records tell of everything that a device has. Whoever is stopped on the way does it again.
  for (let place: ReportBuilding | null = BEGIN; place !== null; ) place = await step(place);
  return nextIndex;
}

/** @returns how far it has come; null: all is there. */
async function build(store: Store, feed: ReportFeedDocument, from: NonNullable<ReportFeedDocument['building']>) {
  const of = { organizationId: feed._id, build: feed.build };
  const building = await store.transaction(async (session) => {
    const next = await writeNext(store, session, of, from);
    // Gone before the build is told to be through: whoever goes on from here does it again.
    const isHeld =
      next === null
        ? holdFeed(store, FEED, feed, session)
        : moveFeed<ReportFeedDocument>(store, FEED, feed, { building: next }, session);
    await requireHeld(isHeld);
    return next;
  });
  if (building !== null) return building;
  await removeOlder(store, of);
  await store.transaction((session) =>
    requireHeld(moveFeed<ReportFeedDocument>(store, FEED, feed, { building: null }, session)),
  );
  return null;
}

async function requireHeld(isHeld: Promise<boolean>): Promise<void> {
  if (!(await isHeld)) throw new Error('another worker keeps the read model of the organization by now');
}
