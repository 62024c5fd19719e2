/** Seals a secret so that only the vault can open it: the one file of the vault that the API may import. */

import { FlattenedEncrypt, importJWK } from 'jose';
import { z } from 'zod';
import type { Secret } from '../../domain/secret.ts';
import { contextBytes, type InboxSecret, type SecretContext, secretBytes } from './sealed-secret.ts';
import { VaultError } from './vault-error.ts';

export type { SecretContext } from './sealed-secret.ts';

/** Public half of the vault's inbox key, as the worker publishes it. Not strict: a JWK may grow members. */
const inboxPublicJwkSchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string().min(1),
});
export type InboxPublicJwk = z.infer<typeof inboxPublicJwkSchema>;

/**
 * Seals `secret` for `context` to the vault's public key (JWE, ECDH-ES+A256KW, A256GCM). Whoever
 * sealed it cannot open it again.
 * @throws VaultError `vault_input_invalid` for a key, context or secret that cannot serve.
 */
export async function sealForVault(
  inboxPublicJwk: InboxPublicJwk,
  secret: Secret,
  context: SecretContext,
): Promise<InboxSecret> {
  const aad = contextBytes(context);
  const { kid, key } = await publicKey(inboxPublicJwk);
  const plaintext = secretBytes(secret);
  try {
    const jwe = await new FlattenedEncrypt(plaintext)
      .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', kid })
      .setAdditionalAuthenticatedData(aad)
      .encrypt(key);
    const { protected: header = '', encrypted_key = '', iv = '', ciphertext, tag = '' } = jwe;
    return { form: 'inbox', jwe: { protected: header, encrypted_key, iv, ciphertext, tag, aad: jwe.aad ?? '' } };
  } finally {
    plaintext.fill(0);
  }
}

async function publicKey(jwk: InboxPublicJwk) {
  const parsed = inboxPublicJwkSchema.safeParse(jwk);
  if (parsed.success) {
    const { kid, ...point } = parsed.data;
    try {
      return { kid, key: await importJWK(point, 'ECDH-ES+A256KW') };
    } catch {
      // A point off the curve: the message below says all that there is to say.
    }
  }
  throw new VaultError('vault_input_invalid', "The vault's published inbox key is not a P-256 public key with a kid");
}
