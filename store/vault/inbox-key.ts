/** The key that secrets are sealed to which clients hand in: only a worker opens them. */

import { CapstanError } from '../../domain/errors.ts';
import type { Store } from '../store.ts';
import type { InboxPublicJwk } from './seal-for-vault.ts';

const RETRY_AFTER_SECONDS = 5;

/** @throws CapstanError `not_ready` until a worker has published it. */
export async function inboxKey(store: Store): Promise<InboxPublicJwk> {
  const newest = await store.models.vaultInboxKeys.findOne({ active: true }).sort({ created_at: -1 }).lean();
  if (!newest) {
    throw new CapstanError('not_ready', 'The vault has published no key yet: a worker must have started once.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
  const { x, y } = newest.jwk;
  return { kty: 'EC', crv: 'P-256', x: String(x), y: String(y), kid: newest._id };
}
