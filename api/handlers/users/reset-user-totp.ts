/** POST /v1/users/{id}/totp/reset */

import { CapstanError } from '../../../domain/errors.ts';
import { requireControl } from '../../access-changes/require-control.ts';
import { command } from '../../operation.ts';
import { showing } from '../revision.ts';
import { endUserTokens } from './end-user-tokens.ts';
import { findUser, reviseUser } from './find-user.ts';
import { presentUser } from './present-user.ts';

export const resetUserTotp = command('resetUserTotp', async (request, tx) => {
  const { actor } = request;
  const user = await findUser(request, tx);
  if (actor.type === 'user' && actor.id === user._id) {
    throw new CapstanError('own_rights', 'Remove your own second factor at POST /v1/me/totp/remove.');
  }
  if (user.totp === null) return { ...showing(200, user, presentUser(user)), change: 'nothing to change' };
  await requireControl(request, tx, { type: 'user', id: user._id });
  const changed = await reviseUser(request, tx, user, { totp: null });
  await endUserTokens(request, tx, user._id);
  return {
    ...showing(200, changed, presentUser(changed)),
    change: `the second factor of user ${user._id} is removed; its tokens have ended`,
  };
});
