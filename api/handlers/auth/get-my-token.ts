/** GET /v1/me/tokens/{token_id} */

import type { UserTokenDocument } from '../../../store/models/identity.ts';
import { query } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { requirePerson } from './own-identity.ts';
import { presentToken } from './present-token.ts';

export const getMyToken = query('getMyToken', async (request) => {
  const { actor, path, means, now } = request;
  requirePerson(request);
  const token = requireFound(
    await means.store.models.userTokens
      .findOne({ user_id: actor.id, public_id: { $eq: path.token_id }, expires_at: { $gt: now } })
      .lean<UserTokenDocument>(),
  );
  return {
    status: 200,
    body: presentToken(token, actor.proof.kind === 'user_token' ? actor.proof.id : undefined),
    target: { type: 'user_token', id: token.public_id },
  };
});
