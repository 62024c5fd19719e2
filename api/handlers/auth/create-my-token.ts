/** POST /v1/me/tokens */

import type { Actor, SignInEpochs } from '../../../domain/access.ts';
import { CapstanError } from '../../../domain/errors.ts';
import type { UserTokenDocument } from '../../../store/models/identity.ts';
import { issueUserToken } from '../../authentication/user-token.ts';
import { command } from '../../operation.ts';
import { ownUser } from './own-identity.ts';
import { presentIssuedToken } from './present-token.ts';

export const createMyToken = command('createMyToken', async (request, tx) => {
  const { actor, organization, auditActor, means, now } = request;
  const user = await ownUser(request, tx);
  const { text, token } = await issueUserToken(means.store, tx, {
    user,
    organization,
    ...givenFor(actor),
    provider: null,
    authenticatedAt: actor.authenticatedAt ?? now,
    address: auditActor.address,
    now,
  });
  return {
    status: 201,
    body: presentIssuedToken(token, text),
    headers: { Location: `/v1/me/tokens/${token.public_id}` },
    target: { type: 'user_token', id: token.public_id },
  };
});

interface Given {
  readonly method: UserTokenDocument['method'];
  readonly epochs: SignInEpochs;
}

/** A token begets none, or it would never grow old. */
function givenFor({ authentication, proof }: Actor): Given {
  if (proof.kind === 'password') {
    return { method: authentication === 'basic_totp' ? 'token_basic_totp' : 'token_basic', epochs: proof.epochs };
  }
  throw new CapstanError('password_required', 'A token is given for the password: send it with this very request.');
}
