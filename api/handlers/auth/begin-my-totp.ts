/** POST /v1/me/totp */

import { CapstanError } from '../../../domain/errors.ts';
import { command } from '../../operation.ts';
import { ownLocalUser, reviseOwnUser } from './own-identity.ts';

export const beginMyTotp = command('beginMyTotp', async (request, tx) => {
  const user = await ownLocalUser(request, tx);
  if (user.totp?.confirmed_at != null) {
    throw new CapstanError('conflict', 'You have a second factor; remove it before you set up another one.');
  }
  const label = `${request.organization.name}/${user.name}`;
  const { totp, secret, uri } = await request.means.secondFactors.create(user._id, label);
  await reviseOwnUser(request, tx, user, { totp });
  return {
    status: 200,
    body: { secret: secret.reveal(), otpauth_uri: uri.reveal() },
    target: { type: 'user', id: user._id },
    change: 'waits for its first code',
  };
});
