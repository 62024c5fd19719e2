/** Whose keys the path is about, and whether that is the caller. */

import type { ClientSession } from 'mongoose';
import type { Actor } from '../../../domain/access.ts';
import { CapstanError } from '../../../domain/errors.ts';
import type { Store } from '../../../store/store.ts';
import { requireFound } from '../found.ts';

/** @throws CapstanError `not_found` where the organization has no such user. */
export async function requireOwner(
  store: Store,
  organizationId: number,
  userId: number,
  session?: ClientSession,
): Promise<void> {
  const user = await store.models.users
    .exists({ _id: userId, organization_id: organizationId })
    .session(session ?? null);
  requireFound(user);
}

/**
 * For what would let the caller act as the user.
 * @throws CapstanError `forbidden` for everybody but the user itself.
 */
export function requireSelf(actor: Pick<Actor, 'type' | 'id'>, userId: number, refusal: string): void {
  if (actor.type !== 'user' || actor.id !== userId) throw new CapstanError('forbidden', refusal);
}
