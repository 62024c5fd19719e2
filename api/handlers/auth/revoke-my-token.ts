/** POST /v1/me/tokens/{token_id}/revoke */

import type { UserTokenDocument } from '../../../store/models/identity.ts';
import { command } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { requirePerson } from './own-identity.ts';
import { presentToken } from './present-token.ts';

/** Wants no fresh authentication: whoever holds a token may always give it back. */
export const revokeMyToken = command('revokeMyToken', async (request, tx) => {
  const { actor, path, means, now } = request;
  requirePerson(request);
  const { userTokens } = means.store.models;
  const own = { user_id: actor.id, public_id: { $eq: path.token_id } };
  const revoked = await userTokens
    .findOneAndUpdate(
      { ...own, revoked_at: null },
      { $set: { revoked_at: now } },
      { session: tx.session, returnDocument: 'after' },
    )
    .lean<UserTokenDocument>();
  const token = revoked ?? requireFound(await userTokens.findOne(own).session(tx.session).lean<UserTokenDocument>());
  return {
    status: 200,
    body: presentToken(token, actor.proof.kind === 'user_token' ? actor.proof.id : undefined),
    target: { type: 'user_token', id: token.public_id },
    change: revoked ? null : 'nothing to change',
  };
});
