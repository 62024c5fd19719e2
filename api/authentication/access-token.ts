/** Where access tokens lie, and how a bearer's is looked up: by hash, so that the database gives none away. */

import { createHash } from 'node:crypto';
import type { Store } from '../../store/store.ts';

/** Key of whatever the OAuth2 server stores: `kind:sha256(id)`. */
export function oauthPayloadId(kind: string, id: string): string {
  return `${kind}:${createHash('sha256').update(id).digest('hex')}`;
}

/** The `client_id` that `token` was issued to; undefined for one that is unknown, expired or revoked. */
export async function findAccessToken(store: Store, token: string, now: Date): Promise<string | undefined> {
  const found = await store.models.oauthPayloads.findById(oauthPayloadId('ClientCredentials', token)).lean();
  const expired = !found?.expires_at || found.expires_at <= now;
  if (!found || expired || found.consumed_at) return undefined;
  const clientId = found.payload['clientId'];
  return typeof clientId === 'string' ? clientId : undefined;
}
