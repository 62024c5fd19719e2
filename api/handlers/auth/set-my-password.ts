/** POST /v1/me/password */

import { Secret } from '../../../domain/secret.ts';
import { userPasswordProblem } from '../../../domain/user-password.ts';
import { hashPassword } from '../../authentication/password-check.ts';
import { command } from '../../operation.ts';
import { unusable } from '../found.ts';
import { endOwnTokens, ownLocalUser, requirePerson, reviseOwnUser } from './own-identity.ts';

export const setMyPassword = command('setMyPassword', async (request, tx) => {
  const { actor, body, now } = request;
  requirePerson(request);
  const problem = userPasswordProblem(body.new_password, actor.name);
  if (problem !== null) throw unusable('new_password', problem);
  // Before the first read of the transaction, which should not wait for it.
  const password_hash = await hashPassword(new Secret(body.new_password));
  const user = await ownLocalUser(request, tx);
  await reviseOwnUser(request, tx, user, { password_hash, password_changed_at: now });
  await endOwnTokens(request, tx);
  return {
    status: 200,
    body: { password_changed_at: now.toISOString() },
    target: { type: 'user', id: user._id },
    change: 'all other tokens of the user have ended',
  };
});
