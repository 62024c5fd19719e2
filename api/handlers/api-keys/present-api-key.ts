/** An API key on the wire; never the key itself, not even hashed. */

import type { ApiKeyDocument } from '../../../store/models/identity.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTimeOrNull, wireTracked } from '../wire-time.ts';

export type ShownApiKey = Omit<ApiKeyDocument, 'secret_hash'>;

/** Projection that leaves the hash in the store. */
export const SHOWN_FIELDS = { secret_hash: 0 } as const;

export function presentApiKey(key: ShownApiKey): components['schemas']['ApiKey'] {
  return {
    id: key._id,
    user_id: key.user_id,
    name: key.name,
    description: key.description,
    hint: key.hint,
    status: key.status,
    expires_at: wireTimeOrNull(key.expires_at),
    allowed_addresses: [...key.allowed_addresses],
    last_used_at: wireTimeOrNull(key.last_used_at),
    revoked_at: wireTimeOrNull(key.revoked_at),
    ...wireTracked(key),
  };
}

/** How the audit log names it: the path holds the user, not the key. */
export function apiKeyTarget(key: Pick<ApiKeyDocument, '_id'>) {
  return { type: 'api_key', id: key._id } as const;
}
