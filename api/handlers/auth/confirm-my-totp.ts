/** POST /v1/me/totp/confirm */

import { CapstanError } from '../../../domain/errors.ts';
import { issueRecoveryCodes } from '../../authentication/second-factors.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { endOwnTokens, ownLocalUser, reviseOwnUser, spendOwnCode } from './own-identity.ts';

export const confirmMyTotp = command('confirmMyTotp', async (request, tx) => {
  const user = await ownLocalUser(request, tx);
  if (user.totp === null) throw new CapstanError('conflict', 'Begin at POST /v1/me/totp, which shows the secret.');
  if (user.totp.confirmed_at !== null) throw new CapstanError('conflict', 'Your second factor is confirmed already.');
  await spendOwnCode(request, tx, user, request.body.code);
  const { codes, hashes } = issueRecoveryCodes();
  const spent = await ownLocalUser(request, tx);
  const totp = { ...user.totp, ...spent.totp, confirmed_at: request.now, recovery_hashes: hashes };
  await reviseOwnUser(request, tx, user, { totp });
  await endOwnTokens(request, tx);
  await raiseToken(request, tx);
  return {
    status: 200,
    body: { recovery_codes: codes },
    target: { type: 'user', id: user._id },
    change: 'from now on the password alone is not enough; all other tokens of the user have ended',
  };
});

/** The token of this very request has now been shown together with both factors. */
async function raiseToken({ actor, means }: Request<'confirmMyTotp'>, tx: Transaction): Promise<void> {
  if (actor.proof.kind !== 'user_token') return;
  await means.store.models.userTokens.updateOne(
    { _id: actor.proof.id, method: 'token_basic' },
    { $set: { method: 'token_basic_totp' } },
    { session: tx.session },
  );
}
