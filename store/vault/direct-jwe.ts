/**
 * The body of a sealed secret: a flattened JWE (RFC 7516) with the key that it is given (`dir`) and A256GCM, in one go.
 * Through WebCrypto each would wait for a turn of the thread pool, which takes many times what the cipher does.
 */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EnvelopeSecret } from './sealed-secret.ts';

type Body = EnvelopeSecret['jwe'];

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** The only header that the vault writes, and so the only one that it takes. */
const HEADER = Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM' })).toString('base64url');

export function encryptBody(plaintext: Uint8Array, key: Uint8Array, aad: Uint8Array): Body {
  const iv = randomBytes(IV_BYTES);
  const aadText = Buffer.from(aad).toString('base64url');
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(authenticated(aadText));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]).toString('base64url');
  const tag = cipher.getAuthTag().toString('base64url');
  return { protected: HEADER, iv: iv.toString('base64url'), ciphertext, tag, aad: aadText };
}

/**
 * The caller overwrites the bytes when done with them.
 * @throws Error where any part of it is not as it was encrypted, or the key is another one.
 */
export function decryptBody({ protected: header, iv, ciphertext, tag, aad }: Body, key: Uint8Array): Buffer {
  const [ivBytes, tagBytes] = [Buffer.from(iv, 'base64url'), Buffer.from(tag, 'base64url')];
  if (header !== HEADER || ivBytes.length !== IV_BYTES || tagBytes.length !== TAG_BYTES) {
    throw new Error('the body does not have the form that the vault writes');
  }
  const decipher = createDecipheriv(CIPHER, key, ivBytes, { authTagLength: TAG_BYTES });
  decipher.setAAD(authenticated(aad));
  decipher.setAuthTag(tagBytes);
  const plaintext = decipher.update(Buffer.from(ciphertext, 'base64url'));
  try {
    decipher.final();
    return plaintext;
  } catch (error) {
    plaintext.fill(0);
    throw error;
  }
}

/** RFC 7516, 5.1, step 14. */
function authenticated(aad: string): Buffer {
  return Buffer.from(`${HEADER}.${aad}`, 'ascii');
}
