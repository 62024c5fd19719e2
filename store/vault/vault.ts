/** The vault: seals secrets under a key of their own each, bound to where they belong, and opens them there only. */

import { createPublicKey, randomBytes } from 'node:crypto';
import { flattenedDecrypt } from 'jose';
import { Secret } from '../../domain/secret.ts';
import { decryptBody, encryptBody } from './direct-jwe.ts';
import type { InboxKey } from './file-key-ring.ts';
import type { KeyEncryption } from './key-encryption-key.ts';
import type { InboxPublicJwk } from './seal-for-vault.ts';
import {
  contextBytes,
  type EnvelopeSecret,
  type InboxSecret,
  type SealedSecret,
  type SecretContext,
  sealedSecretSchema,
  secretBytes,
} from './sealed-secret.ts';
import { VaultError } from './vault-error.ts';

export class Vault {
  readonly #keys: KeyEncryption;
  readonly #inbox: InboxKey;

  constructor(keys: KeyEncryption, inbox: InboxKey) {
    this.#keys = keys;
    this.#inbox = inbox;
  }

  /** Seals `secret` for `context` under the active master key. @throws VaultError `vault_input_invalid`. */
  async seal(secret: Secret, context: SecretContext): Promise<EnvelopeSecret> {
    const aad = contextBytes(context);
    const plaintext = secretBytes(secret);
    const contentKey = randomBytes(32);
    try {
      const jwe = encryptBody(plaintext, contentKey, aad);
      const { kid, wrapped_key } = await this.#keys.wrap(contentKey);
      return { form: 'envelope', kid, wrapped_key, jwe };
    } finally {
      plaintext.fill(0);
      contentKey.fill(0);
    }
  }

  /**
   * Opens a secret of either form.
   * @throws VaultError `vault_key_unknown` where its key is gone, `vault_integrity` where it was altered or
   * belongs to another context.
   */
  async open(sealed: SealedSecret, context: SecretContext): Promise<Secret> {
    const expected = Buffer.from(contextBytes(context)).toString('base64url');
    const checked = wellFormed(sealed);
    // The context is public, so a plain comparison serves; the tag then proves that it was sealed with it.
    if (checked.jwe.aad !== expected) {
      throw new VaultError('vault_integrity', 'The secret was sealed for another organization, holder or version');
    }
    return checked.form === 'envelope' ? this.#openEnvelope(checked) : this.#openInbox(checked);
  }

  /**
   * Moves a secret under the active master key: wraps its content key anew and leaves the encrypted
   * body as it is, to the byte. null where there is nothing to do: it is under the active key
   * already, or in the inbox form, which no master key protects (`seal(await open(…))` turns that
   * into an envelope).
   * @throws VaultError `vault_key_unknown`, `vault_integrity`.
   */
  async rewrap(sealed: SealedSecret): Promise<EnvelopeSecret | null> {
    const checked = wellFormed(sealed);
    if (checked.form === 'inbox' || checked.kid === this.#keys.activeKeyId()) return null;
    const contentKey = await this.#keys.unwrap(checked.kid, checked.wrapped_key);
    try {
      const { kid, wrapped_key } = await this.#keys.wrap(contentKey);
      return { ...checked, kid, wrapped_key };
    } finally {
      contentKey.fill(0);
    }
  }

  /** What the worker publishes, so that the API can seal to it. */
  inboxPublicKey(): { kid: string; jwk: InboxPublicJwk } {
    const { kid, privateKey } = this.#inbox;
    const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
    return { kid, jwk: { kty: 'EC', crv: 'P-256', x, y, kid } };
  }

  async #openEnvelope({ kid, wrapped_key, jwe }: EnvelopeSecret): Promise<Secret> {
    const contentKey = await this.#keys.unwrap(kid, wrapped_key);
    try {
      return await decrypted(() => decryptBody(jwe, contentKey));
    } finally {
      contentKey.fill(0);
    }
  }

  async #openInbox({ jwe }: InboxSecret): Promise<Secret> {
    if (headerKeyId(jwe.protected) !== this.#inbox.kid) {
      throw new VaultError(
        'vault_key_unknown',
        "The secret was sealed to an inbox key that is not this vault's; the client has to hand it in again",
      );
    }
    return decrypted(async () => {
      const { plaintext } = await flattenedDecrypt(jwe, this.#inbox.privateKey, {
        keyManagementAlgorithms: ['ECDH-ES+A256KW'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      return plaintext;
    });
  }
}

function wellFormed(sealed: SealedSecret): SealedSecret {
  const parsed = sealedSecretSchema.safeParse(sealed);
  if (parsed.success) return parsed.data;
  throw new VaultError('vault_integrity', 'The sealed secret does not have the form that the vault writes');
}

/** `kid` of a protected header that nothing has authenticated yet; undefined where it cannot be read. */
function headerKeyId(header: string): unknown {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && 'kid' in parsed ? parsed.kid : undefined;
  } catch {
    return undefined;
  }
}

async function decrypted(decrypt: () => Uint8Array | Promise<Uint8Array>): Promise<Secret> {
  try {
    const plaintext = await decrypt();
    try {
      return new Secret(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plaintext));
    } finally {
      plaintext.fill(0);
    }
  } catch {
    // Every reason is told as the same one, so that the error is no oracle for whoever alters the store.
    throw new VaultError('vault_integrity', 'The secret does not decrypt: it was altered after it was sealed');
  }
}
