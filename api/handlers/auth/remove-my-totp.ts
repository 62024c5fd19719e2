/** POST /v1/me/totp/remove */

import { CapstanError } from '../../../domain/errors.ts';
import { command } from '../../operation.ts';
import { endOwnTokens, ownLocalUser, reviseOwnUser, spendOwnCode } from './own-identity.ts';

export const removeMyTotp = command('removeMyTotp', async (request, tx) => {
  const user = await ownLocalUser(request, tx);
  if (user.totp?.confirmed_at == null) throw new CapstanError('conflict', 'You have no second factor.');
  await spendOwnCode(request, tx, user, request.body.code);
  await reviseOwnUser(request, tx, user, { totp: null });
  await endOwnTokens(request, tx);
  return {
    status: 200,
    body: { has_second_factor: false },
    target: { type: 'user', id: user._id },
    change: 'from now on the password alone is enough; all other tokens of the user have ended',
  };
});
