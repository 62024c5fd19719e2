/** Encrypts what crosses Temporal: its server and its database see ciphertext only. */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { SharedKeys } from './shared-keys.ts';

const ENCODING = 'binary/encrypted';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export type PayloadErrorCode = 'payload_not_encrypted' | 'payload_key_unknown' | 'payload_integrity';

export class PayloadError extends Error {
  override readonly name = 'PayloadError';
  readonly code: PayloadErrorCode;

  constructor(code: PayloadErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * AES-256-GCM under a key of {@link SharedKeys}; the whole payload, metadata too, is inside. `data` =
 * nonce (12 bytes, random) + ciphertext + tag (16 bytes), authenticated with encoding and key id.
 * Not bound to a workflow: a codec server would not know which one a payload belongs to.
 */
export class EncryptionCodec implements PayloadCodec {
  readonly #keys: SharedKeys;

  constructor(keys: SharedKeys) {
    this.#keys = keys;
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => this.#encrypt(payload));
  }

  /** @throws PayloadError for plaintext, a key that is not in the file, or altered bytes. */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => this.#decrypt(payload));
  }

  #encrypt(payload: Payload): Payload {
    const kid = this.#keys.activeKeyId;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key(kid), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(authenticated(kid));
    const plaintext = proto.temporal.api.common.v1.Payload.encode(payload).finish();
    const data = Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    return { metadata: { encoding: Buffer.from(ENCODING), 'encryption-key-id': Buffer.from(kid) }, data };
  }

  #decrypt(payload: Payload): Payload {
    const encoding = text(payload.metadata?.['encoding']);
    if (encoding !== ENCODING) {
      throw new PayloadError(
        'payload_not_encrypted',
        'A payload from Temporal is not encrypted and is refused: it was put there past Capstan, ' +
          'or by a client without its shared key file',
      );
    }
    const kid = text(payload.metadata?.['encryption-key-id']);
    const key = this.#key(kid);
    const data = Buffer.from(payload.data ?? []);
    try {
      const nonce = data.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(authenticated(kid));
      decipher.setAuthTag(data.subarray(-TAG_BYTES));
      const ciphertext = data.subarray(NONCE_BYTES, -TAG_BYTES);
      return proto.temporal.api.common.v1.Payload.decode(
        Buffer.concat([decipher.update(ciphertext), decipher.final()]),
      );
    } catch {
      // OpenSSL's reason says nothing more, and a parser's might quote the payload.
      throw new PayloadError('payload_integrity', `A payload from Temporal does not decrypt under shared key ${kid}`);
    }
  }

  #key(kid: string) {
    const key = this.#keys.payloadKey(kid);
    if (key) return key;
    throw new PayloadError(
      'payload_key_unknown',
      'A payload from Temporal is encrypted under a key that is not in the shared key file; put that key back, ' +
        'and give API and worker the same file',
    );
  }
}

function authenticated(kid: string): Buffer {
  return Buffer.from(`${ENCODING}\0${kid}`);
}

function text(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString('utf8');
}
