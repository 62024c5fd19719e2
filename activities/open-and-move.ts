/** Opens what is sealed in the store, and moves it under the master key where it has not been yet. */

import type { Secret } from '../domain/secret.ts';
import type { SealedSecret, SecretContext } from '../store/vault/sealed-secret.ts';
import type { VaultAccess } from './dependencies.ts';

/**
 * One that still lies as the API has sealed it for a client moves under the master key on this occasion, so that rotating
 * the master key covers it too.
 * @param move writes it in the place of what is still in the inbox form; where that is gone, another has done so.
 * @throws VaultError
 */
export async function openAndMove(
  { vault }: Pick<VaultAccess, 'vault'>,
  sealed: SealedSecret,
  context: SecretContext,
  move: (moved: SealedSecret) => PromiseLike<unknown>,
): Promise<Secret> {
  const secret = await vault.open(sealed, context);
  if (sealed.form === 'inbox') await move(await vault.seal(secret, context));
  return secret;
}
