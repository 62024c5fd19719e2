/**
 * A box that one secret is handed over in: whoever waits for it makes the key pair, keeps the private half in memory, and
 * has the secret sealed to the public one. What lies in the database meanwhile opens for nobody else.
 */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { FlattenedEncrypt, type FlattenedJWE, flattenedDecrypt, importJWK } from 'jose';
import { Secret } from '../domain/secret.ts';

const KEY_ALGORITHM = 'ECDH-ES+A256KW';
const CONTENT_ALGORITHM = 'A256GCM';

/** Flattened JWE (ECDH-ES+A256KW, A256GCM), authenticated with the id of the request that it answers. */
export interface SealedForBox {
  readonly protected: string;
  readonly encrypted_key: string;
  readonly iv: string;
  readonly ciphertext: string;
  readonly tag: string;
  readonly aad: string;
}

/** It does not open: it was altered, or sealed for another box or request. */
export class BoxError extends Error {
  override readonly name = 'BoxError';
}

export class OneTimeBox {
  /** P-256, public half. */
  readonly publicJwk: Readonly<Record<string, unknown>>;
  readonly #privateKey: KeyObject;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.publicJwk = { ...publicKey.export({ format: 'jwk' }) };
    this.#privateKey = privateKey;
  }

  /** @throws BoxError */
  async open(sealed: SealedForBox, requestId: string): Promise<Secret> {
    if (sealed.aad !== encoded(requestId)) throw new BoxError('what was handed over answers another request');
    try {
      const { plaintext } = await flattenedDecrypt({ ...sealed } satisfies FlattenedJWE, this.#privateKey, {
        keyManagementAlgorithms: [KEY_ALGORITHM],
        contentEncryptionAlgorithms: [CONTENT_ALGORITHM],
      });
      const text = Buffer.from(plaintext).toString('utf8');
      plaintext.fill(0);
      return new Secret(text);
    } catch {
      // jose says no more than that it failed, and must not quote what it was given.
      throw new BoxError('what was handed over does not open: it was altered, or sealed for another box');
    }
  }
}

/** Seals `secret` to the box that `publicJwk` belongs to. @throws BoxError for what is no P-256 public key. */
export async function sealForBox(
  publicJwk: Readonly<Record<string, unknown>>,
  secret: Secret,
  requestId: string,
): Promise<SealedForBox> {
  const key = await importJWK({ ...publicJwk }, KEY_ALGORITHM).catch(() => {
    throw new BoxError('the public key of the box is no P-256 key');
  });
  const plaintext = Buffer.from(secret.reveal(), 'utf8');
  try {
    const sealed = await new FlattenedEncrypt(plaintext)
      .setProtectedHeader({ alg: KEY_ALGORITHM, enc: CONTENT_ALGORITHM })
      .setAdditionalAuthenticatedData(aadOf(requestId))
      .encrypt(key);
    const { protected: header = '', encrypted_key = '', iv = '', ciphertext, tag = '', aad = '' } = sealed;
    return { protected: header, encrypted_key, iv, ciphertext, tag, aad };
  } finally {
    plaintext.fill(0);
  }
}

function aadOf(requestId: string): Uint8Array {
  return Buffer.from(`capstan/hand-over/1;request=${requestId}`);
}

function encoded(requestId: string): string {
  return Buffer.from(aadOf(requestId)).toString('base64url');
}
