/** The notification channel that a request is about. */

import type { NotificationChannelDocument } from '../../../store/models/notification-channel.ts';
import type { Request, Transaction } from '../../operation.ts';

type ChannelRequest = Pick<Request, 'access' | 'organizationId' | 'means'> & { readonly path: { readonly id: number } };

/** @throws CapstanError `not_found`, `forbidden`. */
export async function findChannel(
  { access, organizationId, path, means }: ChannelRequest,
  tx?: Transaction,
): Promise<NotificationChannelDocument> {
  const found = await means.store.models.notificationChannels
    .findOne({ _id: path.id, organization_id: organizationId })
    .session(tx?.session ?? null)
    .lean<NotificationChannelDocument>();
  return access.requireFound('notificationChannel', found);
}
