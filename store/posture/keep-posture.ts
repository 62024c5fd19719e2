/**
 * Keeps the posture of one organization: it looks at what the audit log names, at what time alone changes, and at
 * everything after a change of policies. How far it has come is stored, so that whoever goes on loses nothing; looking at
 * something twice is harmless.
 */

import type { ClientSession } from 'mongoose';
import { loadScopeTree } from '../access/scope-tree.ts';
import { type FeedLease, leaveFeed, takeFeed } from '../log-following/feed-lease.ts';
import type { Standing } from '../log-following/log-follower.ts';
import { logGoal } from '../log-following/log-goal.ts';
import type { PostureFeedDocument } from '../models/posture.ts';
import type { PolicyBooks } from '../policy/policy-book.ts';
import type { Store } from '../store.ts';
import { type Followed, followLog } from './follow-log.ts';
import { forgetFindings } from './forget-findings.ts';
import { keepDay } from './keep-day.ts';
import type { Survey } from './load-facts.ts';
import {
  callResources,
  lookAtAll,
  lookAtAllDevices,
  lookAtDue,
  lookAtDueDevices,
  ROUND,
  sweep,
} from './look-in-rounds.ts';
import { callDevices } from './looked-at-devices.ts';

const FEED: FeedLease = { collection: 'posture_feeds', holdMs: 30_000 };
const KEEP_DAY_EVERY_MS = 3_600_000;
/** In the place of the policies by which all was looked at: something else has changed since that any may depend on. */
const SWEEP_AGAIN = -1;

export interface Kept extends Standing {
  readonly books: PolicyBooks;
}

/** @returns whether there is more to do at once. */
export async function keepPosture(store: Store, kept: Kept): Promise<boolean> {
  const { organization, now, books } = kept;
  const feed = await takePostureFeed(store, kept);
  if (feed === null) return false;
  const goal = await logGoal(store, organization._id, now);
  const endedDay = dayThatEnded(feed, now);
  // Nothing was looked at since it has ended: so it stands until midnight.
  if (endedDay !== null) await keepDay(store, organization._id, endedDay);
  const { policy_epoch: epoch = 0 } = organization;
  const survey = {
    organizationId: organization._id,
    book: await books.of(organization),
    tree: await loadScopeTree(store, organization._id),
    now,
    hold: (session: ClientSession) => holdFeed(store, feed, session),
  } satisfies Survey;
  const isRestored = kept.head !== null && kept.head.generation !== feed.generation;
  const followed = isRestored ? fromNow(kept) : await followLog(store, organization._id, feed.next_index);
  // More than a round takes, as of a device with very many resources, is looked at in the next ones as if it was due.
  const isMuch = followed.resourceIds.length > ROUND;
  const concernsAll = followed.concernsAll || (isMuch && !(await callResources(store, followed.resourceIds)));
  if (!concernsAll && !isMuch) await lookAtAll(store, followed.resourceIds, survey);
  await lookAtAllDevices(store, followed.deviceIds, survey);
  const isSweeping = feed.sweeping_after !== null;
  const begins = !isSweeping && (concernsAll || epoch !== feed.policy_epoch);
  if (begins) await callDevices(store, survey);
  const isMoreDue = await lookAtDue(store, survey);
  const areDevicesDue = await lookAtDueDevices(store, survey);
  const swept = isSweeping || begins ? await sweep(store, feed.sweeping_after ?? 0, survey) : null;
  // While one is under way another one is noted and no more: begun anew each time, it would never come to its end.
  const sweptBy = begins ? epoch : isSweeping && concernsAll ? SWEEP_AGAIN : feed.policy_epoch;
  const isSwept = swept === null && sweptBy === epoch && !isMoreDue && !areDevicesDue;
  const isCaughtUp = followed.nextIndex >= goal.index && isSwept;
  const keepsDay = isDayDue(feed, now);
  if (keepsDay) {
    await keepDay(store, organization._id, now);
    await forgetFindings(store, survey);
  }
  await leaveFeed<PostureFeedDocument>(store, FEED, feed, {
    generation: kept.head?.generation ?? feed.generation,
    next_index: followed.nextIndex,
    policy_epoch: sweptBy,
    sweeping_after: swept,
    ...(isCaughtUp && goal.at > feed.as_of ? { as_of: goal.at } : {}),
    ...(keepsDay ? { day_kept_at: now } : {}),
  });
  return !isCaughtUp;
}

/** Whether there is anything to do: an organization in which nothing happens costs no writes. */
export function isBehind(
  feed: PostureFeedDocument | undefined,
  { organization, head, now }: Standing,
  hasDue: boolean,
): boolean {
  if (!feed) return true;
  const { policy_epoch = 0 } = organization;
  const isFollowed = head === null || (head.size <= feed.next_index && head.generation === feed.generation);
  const isSwept = feed.sweeping_after === null && feed.policy_epoch === policy_epoch;
  return !isFollowed || !isSwept || hasDue || isDayDue(feed, now);
}

function isDayDue(feed: PostureFeedDocument, now: Date): boolean {
  return !isSameDay(feed, now) || now.getTime() - feed.day_kept_at.getTime() >= KEEP_DAY_EVERY_MS;
}

/** null: the last one that was kept goes on, or none ever was. */
function dayThatEnded(feed: PostureFeedDocument, now: Date): Date | null {
  const { day_kept_at: kept } = feed;
  return kept.getTime() === 0 || isSameDay(feed, now) ? null : kept;
}

function isSameDay({ day_kept_at: kept }: PostureFeedDocument, now: Date): boolean {
  return now.toISOString().slice(0, 10) === kept.toISOString().slice(0, 10);
}

/** Of a database that was restored: everything is looked at anyway. */
function fromNow({ head }: Kept): Followed {
  return { nextIndex: head?.size ?? 0, resourceIds: [], deviceIds: [], concernsAll: true };
}

/** null: another worker has it. */
function takePostureFeed(store: Store, { organization, head }: Kept): Promise<PostureFeedDocument | null> {
  const began = new Date(0);
  return takeFeed<PostureFeedDocument>(store, FEED, organization._id, {
    generation: head?.generation ?? 1,
    // What is in the log by now is in what the first sweep looks at.
    next_index: head?.size ?? 0,
    policy_epoch: organization.policy_epoch ?? 0,
    sweeping_after: 0,
    as_of: began,
    day_kept_at: began,
  });
}

/** Holds on to it; of two looks at once the database undoes one. */
async function holdFeed({ models }: Store, { _id, token }: PostureFeedDocument, session: ClientSession): Promise<void> {
  const { matchedCount } = await models.postureFeeds.updateOne(
    { _id, token },
    [{ $set: { held_until: { $add: ['$$NOW', FEED.holdMs] } } }],
    { session, updatePipeline: true },
  );
  if (matchedCount === 0) throw new Error(`another worker follows organization ${_id} by now`);
}
