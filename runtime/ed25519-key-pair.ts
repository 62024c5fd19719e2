/** ed25519 key pairs in OpenSSH's forms: makes them, and writes down ones that were made elsewhere. */

import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { Secret } from '../domain/secret.ts';

export interface Ed25519KeyPair {
  /** `-----BEGIN OPENSSH PRIVATE KEY-----`, unencrypted. */
  readonly privateKey: Secret;
  /** One line: `ssh-ed25519 <base64> <comment>`. */
  readonly publicKey: string;
}

const TYPE = Buffer.from('ssh-ed25519');
const BLOCK_BYTES = 8;

/**
 * A fresh pair. Written out here because the generator of ssh2 1.17 drops leading zero bytes of the public half, and so
 * makes one key in 256 that nothing can read. Form after OpenSSH's PROTOCOL.key and RFC 8709.
 */
export function makeEd25519KeyPair(comment: string): Ed25519KeyPair {
  return ed25519KeyPair(generateKeyPairSync('ed25519').privateKey, comment);
}

/** @param key an ed25519 private key. @throws Error for any other. */
export function ed25519KeyPair(key: KeyObject, comment: string): Ed25519KeyPair {
  if (key.type !== 'private' || key.asymmetricKeyType !== 'ed25519') throw new Error('not an ed25519 private key');
  const { d, x } = key.export({ format: 'jwk' });
  if (d === undefined || x === undefined) throw new Error('this Node.js does not export ed25519 keys as JWK');
  const [seed, point] = [Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')];
  const publicBlob = Buffer.concat([string(TYPE), string(point)]);
  const check = randomBytes(4);
  const inner = Buffer.concat([
    check,
    check,
    publicBlob,
    string(Buffer.concat([seed, point])),
    string(Buffer.from(comment)),
  ]);
  const padding = Buffer.from(Array.from({ length: -inner.length & (BLOCK_BYTES - 1) }, (_, i) => i + 1));
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    string(Buffer.from('none')),
    string(Buffer.from('none')),
    string(Buffer.alloc(0)),
    uint32(1),
    string(publicBlob),
    string(Buffer.concat([inner, padding])),
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g) ?? [];
  const name = 'OPENSSH PRIVATE KEY';
  return {
    privateKey: new Secret(`-----BEGIN ${name}-----\n${lines.join('\n')}\n-----END ${name}-----\n`),
    publicKey: `${TYPE.toString()} ${publicBlob.toString('base64')}${comment === '' ? '' : ` ${comment}`}`,
  };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function string(content: Buffer): Buffer {
  return Buffer.concat([uint32(content.length), content]);
}
