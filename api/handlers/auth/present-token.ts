/** A user token on the wire: its text when it is issued, and never again. */

import type { UserTokenDocument } from '../../../store/models/identity.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime, wireTimeOrNull } from '../wire-time.ts';

/** `currentId`: id of the token that the request came with. */
export function presentToken(token: UserTokenDocument, currentId?: string): components['schemas']['UserToken'] {
  return {
    token_id: token.public_id,
    method: token.method,
    authenticated_at: wireTime(token.authenticated_at),
    created_at: wireTime(token.created_at),
    expires_at: wireTime(token.expires_at),
    revoked_at: wireTimeOrNull(token.revoked_at),
    address: token.address,
    is_current: token._id === currentId,
  };
}

export function presentIssuedToken(token: UserTokenDocument, text: string): components['schemas']['IssuedUserToken'] {
  return {
    token: text,
    token_type: 'Bearer',
    token_id: token.public_id,
    method: token.method,
    authenticated_at: wireTime(token.authenticated_at),
    created_at: wireTime(token.created_at),
    expires_at: wireTime(token.expires_at),
  };
}
