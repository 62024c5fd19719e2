/** Sessions that are over and have no whole recording. */

import type { ClientSession } from 'mongoose';
import type { ConnectSessionDocument } from '../models/connect-session.ts';
import type { Store } from '../store.ts';

/** As long as a finding about one lasts. */
const SESSIONS_OF_MS = 30 * 24 * 3_600_000;

/** Of all resources that are looked at together, the newest: robots begin thousands a day. */
const MOST_SESSIONS = 2_000;

/** Over, had reached the target, and were not recorded as they were to be, or not to the end by their own gateway or by whoever came after it. */
export async function unrecordedSessions(
  { models }: Store,
  session: ClientSession,
  about: { readonly organization_id: number; readonly resource_id: { $in: number[] } },
  now: Date,
): Promise<ConnectSessionDocument[]> {
  const ended = await models.connectSessions
    .find(
      {
        ...about,
        'terms.is_recorded': true,
        started_at: { $ne: null },
        ended_at: { $gt: new Date(+now - SESSIONS_OF_MS) },
      },
      { resource_id: 1, ended_at: 1, ending: 1 },
      { session },
    )
    .sort({ ended_at: -1 })
    .limit(MOST_SESSIONS)
    .lean<ConnectSessionDocument[]>();
  if (ended.length === 0) return [];
  const whole = await models.recordings
    .find(
      { _id: { $in: ended.map(({ _id }) => _id) }, state: { $in: ['complete', 'interrupted'] } },
      { _id: 1 },
      { session },
    )
    .lean();
  const recorded = new Set(whole.map(({ _id }) => _id));
  return ended.filter(({ _id, ending }) => !recorded.has(_id) || ending?.reason === 'not_recorded');
}
