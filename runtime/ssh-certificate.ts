/** Signs OpenSSH user certificates of Ed25519 keys. Form after OpenSSH's PROTOCOL.certkeys, whose words the fields have. */

import { randomBytes } from 'node:crypto';
import ssh2 from 'ssh2';
import type { Secret } from '../domain/secret.ts';
import type { CertificateExtension } from '../domain/ssh-certificate.ts';

export interface CertificateContent {
  /** Of the key that it is for: one line, `ssh-ed25519`. */
  readonly publicKey: string;
  /** 64 bits, unsigned. */
  readonly serial: bigint;
  /** Stands in the target's log. */
  readonly keyId: string;
  /** At least one: a certificate without any would be good for everybody. */
  readonly principals: readonly string[];
  readonly validAfter: Date;
  readonly validBefore: Date;
  readonly extensions: readonly CertificateExtension[];
  /** Addresses and networks from which alone it is good; none: from everywhere. */
  readonly sourceAddresses: readonly string[];
}

const TYPE = 'ssh-ed25519-cert-v01@openssh.com';
const KEY_TYPE = 'ssh-ed25519';
const USER_CERTIFICATE = 1;
const NONCE_BYTES = 32;

/**
 * @param authority private key in OpenSSH form, Ed25519, unencrypted.
 * @returns one line, `ssh-ed25519-cert-v01@openssh.com <base64>`.
 * @throws Error for other keys, and where no principal is named.
 */
export function signSshCertificate(authority: Secret, content: CertificateContent): string {
  const key = ssh2.utils.parseKey(authority.reveal());
  if (key instanceof Error || !key.isPrivateKey() || key.type !== KEY_TYPE) {
    throw new Error('an SSH certificate authority has an Ed25519 private key');
  }
  if (content.principals.length === 0 || content.principals.includes('')) {
    throw new Error('an SSH certificate names its principals');
  }
  const body = Buffer.concat([
    string(TYPE),
    string(randomBytes(NONCE_BYTES)),
    string(pointOf(content.publicKey)),
    uint64(content.serial),
    uint32(USER_CERTIFICATE),
    string(content.keyId),
    string(Buffer.concat(content.principals.map(string))),
    uint64(seconds(content.validAfter)),
    uint64(seconds(content.validBefore)),
    string(criticalOptions(content)),
    // Sorted by name; each with its data, of which these have none.
    string(Buffer.concat([...content.extensions].sort().flatMap((name) => [string(name), string('')]))),
    // Reserved.
    string(''),
    string(key.getPublicSSH()),
  ]);
  const signature = Buffer.concat([string(KEY_TYPE), string(key.sign(body))]);
  return `${TYPE} ${Buffer.concat([body, string(signature)]).toString('base64')}`;
}

/** Those that a reader must understand, or refuse the certificate. */
function criticalOptions({ sourceAddresses }: CertificateContent): Buffer {
  if (sourceAddresses.length === 0) return Buffer.alloc(0);
  return Buffer.concat([string('source-address'), string(string(sourceAddresses.join(',')))]);
}

/** The 32 bytes of the public half. */
function pointOf(publicKey: string): Buffer {
  const [type, base64 = ''] = publicKey.trim().split(/\s+/, 2);
  const blob = Buffer.from(base64, 'base64');
  const head = Buffer.concat([string(KEY_TYPE), uint32(32)]);
  if (type !== KEY_TYPE || blob.length !== head.length + 32 || !blob.subarray(0, head.length).equals(head)) {
    throw new Error('certificates are made for Ed25519 keys');
  }
  return blob.subarray(head.length);
}

function seconds(time: Date): bigint {
  return BigInt(Math.floor(time.getTime() / 1000));
}

function string(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}
