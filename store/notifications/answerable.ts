/** Whether whoever answers for a notification channel may still read what it tells: it lasts longer than any request. */

import { namedIn } from '../../domain/access.ts';
import type { Permission } from '../../domain/permissions.ts';
import { isStillPermitted } from '../access/still-permitted.ts';
import { isActorActive } from '../approvals/who-counts.ts';
import type { NotificationChannelDocument } from '../models/notification-channel.ts';
import type { Store } from '../store.ts';

/** What a channel tells of, and the channel itself. */
export const CHANNEL_PERMISSIONS = [
  'notification:write',
  'audit:read',
  'event:read',
] as const satisfies readonly Permission[];

/** By which somebody comes to answer for one. */
const ANSWERING = namedIn(
  'notification-channels',
  'createNotificationChannel',
  'updateNotificationChannel',
  'activateNotificationChannel',
  'rotateNotificationChannelSecret',
);

export async function isAnsweredFor(store: Store, channel: NotificationChannelDocument, now: Date): Promise<boolean> {
  const { organization_id, scope_id, answerable } = channel;
  if (!(await isActorActive(store, answerable)) || !(await areOrganizationsActive(store, channel))) return false;
  const place = { scopeId: scope_id, resourceId: null };
  for (const permission of CHANNEL_PERMISSIONS) {
    const question = { permission, by: ANSWERING, place, now };
    if (!(await isStillPermitted(store, organization_id, answerable, question))) return false;
  }
  return true;
}

/** That of the channel, and that which whoever answers comes from: guests go with theirs. */
async function areOrganizationsActive(
  { models: { users, applications, organizations } }: Store,
  { organization_id, answerable: { type, id } }: NotificationChannelDocument,
): Promise<boolean> {
  const actor =
    type === 'user'
      ? await users.findById(id, { organization_id: 1 }).lean()
      : await applications.findById(id, { organization_id: 1 }).lean();
  const ids = [...new Set([organization_id, actor?.organization_id ?? organization_id])];
  return (await organizations.countDocuments({ _id: { $in: ids }, status: 'active' })) === ids.length;
}
