/** The public keys of an application as a caller hands them in: checked, and in the form that is stored. */

import type { JWK } from 'jose';
import type { ApplicationKey } from '../../../store/models/identity.ts';
import { publicJwkProblem, thumbprintOf } from '../../authentication/public-jwk.ts';
import type { components } from '../../generated/openapi.ts';
import { unusable } from '../found.ts';

/**
 * `field`: where in the body they are.
 * @throws CapstanError `unprocessable`.
 */
export async function readPublicKeys(
  keys: readonly components['schemas']['PublicJwk'][],
  field: string,
): Promise<ApplicationKey[]> {
  const read: ApplicationKey[] = [];
  for (const [index, key] of keys.entries()) {
    const jwk: JWK = key;
    const problem = publicJwkProblem(jwk);
    if (problem !== null) throw unusable(`${field}.${index}`, problem);
    const thumbprint = await thumbprintOf(jwk);
    if (read.some((other) => other.thumbprint === thumbprint)) {
      throw unusable(`${field}.${index}`, 'is the same key as one before it');
    }
    if (key.kid !== undefined && read.some((other) => other.jwk['kid'] === key.kid)) {
      throw unusable(`${field}.${index}.kid`, 'names a key before it as well');
    }
    read.push({ thumbprint, jwk: { ...key } });
  }
  return read;
}
