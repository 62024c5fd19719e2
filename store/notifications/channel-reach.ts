/** Which events a notification channel may tell of: those of its scope and of those below it, as the scopes lie by now. */

import type { NotificationEvent } from '../../domain/notification-event.ts';
import { accessFrameNow } from '../access/access-frame.ts';
import type { NotificationChannelDocument } from '../models/notification-channel.ts';
import type { Store } from '../store.ts';

/** What lies in no scope is for channels on the root scope alone. */
export async function channelReach(
  store: Store,
  { organization_id, scope_id }: Pick<NotificationChannelDocument, 'organization_id' | 'scope_id'>,
): Promise<(event: Pick<NotificationEvent, 'scopeId'>) => boolean> {
  const { tree } = await accessFrameNow(store, organization_id);
  if (scope_id === tree.rootId) return () => true;
  return ({ scopeId }) => scopeId !== null && tree.lineage(scopeId).includes(scope_id);
}
