/** POST /v1/users/{id}/password */

import { CapstanError } from '../../../domain/errors.ts';
import type { UserDocument } from '../../../store/models/identity.ts';
import { requireControl } from '../../access-changes/require-control.ts';
import { command } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { showing } from '../revision.ts';
import { choosePassword } from './choose-password.ts';
import { endUserTokens } from './end-user-tokens.ts';
import { findUser, reviseUser } from './find-user.ts';
import { presentUser } from './present-user.ts';
import { requireNotErased } from './require-not-erased.ts';

export const resetUserPassword = command('resetUserPassword', async (request, tx) => {
  const { actor, organizationId, path, body, means, now } = request;
  // Outside of the transaction: the name stays, and a hash takes longer than others should wait.
  const named = requireFound(
    await means.store.models.users.findOne({ _id: path.id, organization_id: organizationId }).lean<UserDocument>(),
  );
  if (actor.type === 'user' && actor.id === named._id) {
    throw new CapstanError('own_rights', 'Change your own password at POST /v1/me/password.');
  }
  const password = await choosePassword(body?.password, named.name);

  const user = await findUser(request, tx);
  requireNotErased(user);
  if (user.identity_provider_id !== null) {
    throw new CapstanError('conflict', 'The user signs in at an identity provider, and has no password here.');
  }
  await requireControl(request, tx, { type: 'user', id: user._id });
  const changed = await reviseUser(request, tx, user, { password_hash: password.hash, password_changed_at: now });
  await endUserTokens(request, tx, user._id);
  return {
    ...showing(200, changed, { ...presentUser(changed), password: password.shown }),
    change: `${password.shown === null ? 'the password of the request' : 'a password made by Capstan'} for user ${user._id}; its tokens have ended`,
  };
});
