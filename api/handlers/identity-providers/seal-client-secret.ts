/** The client secret of an identity provider, as it is stored. */

import { Secret } from '../../../domain/secret.ts';
import type { Means } from '../../operation.ts';

export async function sealClientSecret(
  { identitySecrets }: Pick<Means, 'identitySecrets'>,
  providerId: number,
  secret: string | null | undefined,
): Promise<string | null> {
  if (secret === null || secret === undefined) return null;
  return identitySecrets.seal(new Secret(secret), `identity_provider/${providerId}/client_secret`);
}
