/** GET /v1/me/tokens */

import type { UserTokenDocument } from '../../../store/models/identity.ts';
import { query } from '../../operation.ts';
import { openPage } from '../page.ts';
import { requirePerson } from './own-identity.ts';
import { presentToken } from './present-token.ts';

export const listMyTokens = query('listMyTokens', async (request) => {
  const { actor, means, now } = request;
  requirePerson(request);
  const page = openPage('listMyTokens', request, { of: actor.id });
  const after = page.position?.['token'];
  const found = await means.store.models.userTokens
    .find({
      user_id: actor.id,
      expires_at: { $gt: now },
      ...(typeof after === 'string' ? { public_id: { $lt: after } } : {}),
    })
    .sort({ public_id: -1 })
    .limit(page.fetch)
    .lean<UserTokenDocument[]>();
  const { rows, nextCursor } = page.close(found, ({ public_id }) => ({ token: public_id }));
  const currentId = actor.proof.kind === 'user_token' ? actor.proof.id : undefined;
  return {
    status: 200,
    body: { tokens: rows.map((token) => presentToken(token, currentId)), next_cursor: nextCursor },
    target: { type: 'user', id: actor.id },
  };
});
