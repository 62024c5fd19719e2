/** Whether whoever answers for a notification channel may still read what it tells: it lasts longer than any request. */

import { type NamedOperation, namedIn } from '../../domain/access.ts';
import type { Permission } from '../../domain/permissions.ts';
import { loadStanding } from '../access/still-permitted.ts';
import { isActorActive } from '../approvals/who-counts.ts';
import type { NotificationChannelDocument } from '../models/notification-channel.ts';
import type { Store } from '../store.ts';

/** What it takes to read what a channel tells, and by which operations applications are authorized for it. */
export const TOLD_BY = {
  'audit:read': 'listAuditEvents',
  'event:read': 'listOperationalEvents',
} as const satisfies Partial<Record<Permission, string>>;

/** By which somebody comes to answer for one. */
const ANSWERING = namedIn(
  'notification-channels',
  'createNotificationChannel',
  'updateNotificationChannel',
  'activateNotificationChannel',
  'rotateNotificationChannelSecret',
);

const NEEDED: readonly (readonly [Permission, readonly NamedOperation[]])[] = [
  ['notification:write', ANSWERING],
  ['audit:read', namedIn('logs', TOLD_BY['audit:read'])],
  ['event:read', namedIn('logs', TOLD_BY['event:read'])],
];

export async function isAnsweredFor(store: Store, channel: NotificationChannelDocument, now: Date): Promise<boolean> {
  const { organization_id, scope_id, answerable } = channel;
  if (!(await isActorActive(store, answerable)) || !(await areOrganizationsActive(store, channel))) return false;
  const place = { scopeId: scope_id, resourceId: null };
  const may = await loadStanding(store, organization_id, answerable);
  return NEEDED.every(([permission, by]) => may({ permission, by, place, now }));
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
