/** A certificate authority of our own and one server certificate, made with node:crypto alone. */

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';

export interface ServerCertificate {
  readonly caPem: string;
  readonly certPem: string;
  /** PKCS #8, unencrypted. */
  readonly keyPem: string;
}

/**
 * Makes a P-256 authority, signs one server certificate for `names` (IPv4 addresses and host names) and
 * forgets the authority's key. Both are valid from yesterday for ten years. Encoding after RFC 5280.
 */
export function makeServerCertificate(authority: string, names: readonly string[]): ServerCertificate {
  const ca = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const caCertificate = certificate(authority, authority, ca.publicKey, ca.privateKey, [
    extension('2.5.29.19', sequence(tlv(0x01, Buffer.from([0xff]))), true),
    extension('2.5.29.15', tlv(0x03, Buffer.from([0x01, 0x06])), true),
    extension('2.5.29.14', tlv(0x04, keyIdentifier(ca.publicKey))),
  ]);
  const alternatives = names.map((name) =>
    isIP(name) === 4 ? tlv(0x87, Buffer.from(name.split('.').map(Number))) : tlv(0x82, Buffer.from(name, 'ascii')),
  );
  const serverCertificate = certificate(authority, names[0] ?? 'localhost', server.publicKey, ca.privateKey, [
    extension('2.5.29.19', sequence(), true),
    extension('2.5.29.15', tlv(0x03, Buffer.from([0x07, 0x80])), true),
    extension('2.5.29.37', sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'))),
    extension('2.5.29.35', sequence(tlv(0x80, keyIdentifier(ca.publicKey)))),
    extension('2.5.29.17', sequence(...alternatives)),
  ]);
  return {
    caPem: pem(caCertificate),
    certPem: pem(serverCertificate),
    keyPem: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function certificate(issuer: string, subject: string, key: KeyObject, issuerKey: KeyObject, extensions: Buffer[]) {
  const algorithm = sequence(objectIdentifier('1.2.840.10045.4.3.2'));
  // A leading 0x40 keeps the serial number positive and of full length.
  const serial = Buffer.concat([Buffer.from([0x40]), randomBytes(15)]);
  const day = 86_400_000;
  const toBeSigned = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, serial),
    algorithm,
    name(issuer),
    sequence(time(new Date(Date.now() - day)), time(new Date(Date.now() + 3650 * day))),
    name(subject),
    key.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', toBeSigned, issuerKey);
  return sequence(toBeSigned, algorithm, tlv(0x03, Buffer.concat([Buffer.from([0]), signature])));
}

function tlv(tag: number, content: Buffer): Buffer {
  const size = content.length;
  if (size < 0x80) return Buffer.concat([Buffer.from([tag, size]), content]);
  const length = size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return tlv(0x06, Buffer.from(bytes));
}

function name(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(objectIdentifier('2.5.4.3'), tlv(0x0c, Buffer.from(commonName)))));
}

function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  // RFC 5280, 4.1.2.5: two-digit years up to 2049.
  return at.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [tlv(0x01, Buffer.from([0xff]))] : []), tlv(0x04, value));
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
