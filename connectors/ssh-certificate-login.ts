/** Has ssh2 log in with an OpenSSH certificate, which it cannot do by itself. */

import type { Client, ParsedKey } from 'ssh2';
import utils from 'ssh2/lib/protocol/utils.js';
import { splitCertificate } from '../domain/ssh-certificate.ts';
import { TargetFailure } from '../domain/target-failure.ts';

export interface CertifiedKey {
  /** Ed25519. */
  readonly key: ParsedKey;
  /** As it goes over the wire. */
  readonly certificate: Buffer;
}

const CERTIFICATE_TYPE = 'ssh-ed25519-cert-v01@openssh.com';
const KEY_TYPE = 'ssh-ed25519';
/** SSH_MSG_USERAUTH_REQUEST (RFC 4252). */
const USERAUTH_REQUEST = 50;

/** Of ssh2 1.17, which is pinned exactly: not in its public interface. */
interface Protocol {
  authPK(username: string): void;
  readonly _kex: { readonly sessionID: Buffer };
  readonly _authsQueue: string[];
  readonly _packetRW: {
    readonly write: { readonly allocStart: number; alloc(bytes: number): Buffer; finalize(packet: Buffer): Buffer };
  };
}

/** @param parse reads a private key. @throws TargetFailure where the secret is no key with its certificate. */
export function certifiedKey(secret: string, parse: (privateKey: string) => ParsedKey): CertifiedKey {
  const parts = splitCertificate(secret);
  const [type, base64 = ''] = parts?.certificate.split(' ') ?? [];
  const key = parts && parse(parts.privateKey);
  if (key?.type !== KEY_TYPE || type !== CERTIFICATE_TYPE) {
    throw new TargetFailure('credential_invalid', 'the credential is no Ed25519 key with its certificate', 'none', {
      judged: false,
    });
  }
  return { key, certificate: Buffer.from(base64, 'base64') };
}

/**
 * For a client that has begun to connect: its one attempt with a key shows the certificate instead of the bare public
 * half, and is signed at once, without asking first whether the key would do. The certificate's type is the algorithm of the
 * request, that of the key the one of the signature (PROTOCOL.certkeys, RFC 4252 section 7), which ssh2 takes for the same.
 */
export function presentCertificate(client: Client, { key, certificate }: CertifiedKey): void {
  const { _protocol: protocol } = client as unknown as { readonly _protocol: Protocol };
  if (typeof protocol?.authPK !== 'function') throw new Error('this version of ssh2 shows keys elsewhere');
  protocol.authPK = (username) => {
    const request = Buffer.concat([
      Buffer.from([USERAUTH_REQUEST]),
      ...[username, 'ssh-connection', 'publickey'].map(string),
      // Signed.
      Buffer.from([1]),
      string(CERTIFICATE_TYPE),
      string(certificate),
    ]);
    const signature = key.sign(Buffer.concat([string(protocol._kex.sessionID), request]));
    const payload = Buffer.concat([request, string(Buffer.concat([string(KEY_TYPE), string(signature)]))]);
    const { write } = protocol._packetRW;
    const packet = write.alloc(payload.length);
    packet.set(payload, write.allocStart);
    protocol._authsQueue.push('publickey');
    utils.sendPacket(protocol, write.finalize(packet));
  };
}

function string(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
