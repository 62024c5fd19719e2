/** Secrets that Capstan itself uses to check identities, at rest: sealed under the shared keys, each for one place. */

import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import { Secret } from '../../domain/secret.ts';
import type { SharedKeys } from '../../runtime/shared-keys.ts';

/** Protected header field that names what the secret belongs to. */
const BELONGS_TO = 'capstan_for';

/** What a sealed secret belongs to: moved elsewhere in the database, it does not open. */
export type SecretPlace =
  | `user/${number}/totp`
  | `identity_provider/${number}/client_secret`
  | `sign_in/${string}/verifier`;

/** Thrown where a sealed secret cannot be opened; says why, and never what was in it. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError';
}

export class IdentitySecrets {
  readonly #keys: Pick<SharedKeys, 'activeKeyId' | 'identitySecretKey'>;

  constructor(keys: Pick<SharedKeys, 'activeKeyId' | 'identitySecretKey'>) {
    this.#keys = keys;
  }

  /** Compact JWE (`dir`, A256GCM) under the active key. */
  async seal(secret: Secret, place: SecretPlace): Promise<string> {
    const kid = this.#keys.activeKeyId;
    return new CompactEncrypt(new TextEncoder().encode(secret.reveal()))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid, [BELONGS_TO]: place })
      .encrypt(this.#key(kid));
  }

  /**
   * Opens what any key of the file has sealed for `place`.
   * @throws UnsealError
   */
  async open(sealed: string, place: SecretPlace): Promise<Secret> {
    const key = this.#key(kidOf(sealed));
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    }).catch((error: unknown) => {
      throw new UnsealError('a sealed identity secret has been altered', { cause: error });
    });
    if (protectedHeader[BELONGS_TO] !== place) {
      throw new UnsealError(`a sealed identity secret does not belong to ${place}`);
    }
    return new Secret(new TextDecoder().decode(plaintext));
  }

  #key(kid: string) {
    const key = this.#keys.identitySecretKey(kid);
    if (key) return key;
    throw new UnsealError(`an identity secret is sealed under ${kid}, which is not in the shared key file`);
  }
}

function kidOf(sealed: string): string {
  try {
    return decodeProtectedHeader(sealed).kid ?? '(no key)';
  } catch (error) {
    throw new UnsealError('a sealed identity secret is malformed', { cause: error });
  }
}
