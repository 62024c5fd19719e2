/** Which events a notification channel may tell of: those of its scope and of those below it, as the scopes lie by now. */

import type { NotificationEvent } from '../../domain/notification-event.ts';
import { loadScopeTree } from '../access/scope-tree.ts';
import type { NotificationChannelDocument } from '../models/notification-channel.ts';
import type { Store } from '../store.ts';

/** What lies in no scope is for channels on the root scope alone. */
export async function channelReach(
  store: Store,
  { organization_id, scope_id }: Pick<NotificationChannelDocument, 'organization_id' | 'scope_id'>,
): Promise<(event: Pick<NotificationEvent, 'scopeId'>) => boolean> {
  const tree = await loadScopeTree(store, organization_id);
  if (scope_id === tree.rootId) return () => true;
  const below = new Set(tree.subtree(scope_id));
  return ({ scopeId }) => scopeId !== null && below.has(scopeId);
}
