/**
 * Reads a private key that a client hands in, takes the passphrase off, and refuses what cannot serve or is weak. What is
 * wrong is said without repeating any of it.
 */

import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import ssh2 from 'ssh2';
import { Secret } from '../../../domain/secret.ts';
import { algorithmOfType, LEAST_RSA_BITS, MOST_RSA_BITS } from '../../../domain/ssh-key.ts';
import { ed25519KeyPair } from '../../../runtime/ed25519-key-pair.ts';
import type { KeyMaterial } from '../../key-rotations/seal-key-version.ts';
import { unusable } from '../found.ts';
import { boundKeyDerivation } from './key-derivation.ts';

interface HandedInKey {
  readonly private_key: string;
  readonly passphrase?: string;
}

const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];
const LEAST_RSA_EXPONENT = 65_537n;
/** One block and nothing beside it: what another reader might find in a second one was not looked at. */
const FORM =
  /^-----BEGIN (OPENSSH PRIVATE KEY|(?:RSA |EC )?PRIVATE KEY)-----\r?\n(?:(?:Proc-Type|DEK-Info): [\w,-]+\r?\n){0,2}([A-Za-z0-9+/=\r\n]+)-----END \1-----$/;

/** @throws CapstanError `unprocessable` that points at `/body/private_key` or `/body/passphrase`. */
export function readPrivateKey(asked: HandedInKey, comment: string): KeyMaterial {
  const text = asked.private_key.trim();
  const [, form, body] = FORM.exec(text) ?? [];
  if (form === undefined || body === undefined) throw unusable('private_key', formProblem(text));
  if (form === 'OPENSSH PRIVATE KEY') boundKeyDerivation(body);
  const key = form === 'OPENSSH PRIVATE KEY' ? readOpenSsh(text, asked.passphrase) : readPem(text, asked.passphrase);
  requireStrong(key);
  requireConsistent(key);
  const privateKey = written(key, comment);
  const parsed = ssh2.utils.parseKey(privateKey.reveal());
  const algorithm = parsed instanceof Error ? null : algorithmOfType(parsed.type);
  if (parsed instanceof Error || algorithm === null) throw new Error('a key that was read cannot be written down');
  const publicKey = [parsed.type, parsed.getPublicSSH().toString('base64'), comment].join(' ').trim();
  return { privateKey, publicKey, algorithm };
}

function formProblem(text: string): string {
  if (text.startsWith('-----BEGIN ENCRYPTED PRIVATE KEY-----')) {
    return 'is encrypted as PKCS #8; write it in the form of OpenSSH first (ssh-keygen -p -f FILE)';
  }
  if (text.startsWith('-----BEGIN DSA PRIVATE KEY-----')) return 'is a DSA key, which no server takes any more';
  return 'is not a private key in OpenSSH or PEM form';
}

function readOpenSsh(text: string, passphrase: string | undefined): KeyObject {
  // ssh2 answers with an Error rather than throwing it; its words are not passed on.
  const parsed = ssh2.utils.parseKey(text, passphrase);
  if (parsed instanceof Error || !parsed.isPrivateKey()) throw unreadable(passphrase);
  return keyOf({ key: parsed.getPrivatePEM() }, passphrase);
}

function readPem(text: string, passphrase: string | undefined): KeyObject {
  return keyOf({ key: text, ...(passphrase === undefined ? {} : { passphrase }) }, passphrase);
}

function keyOf(input: { readonly key: string; readonly passphrase?: string }, passphrase: string | undefined) {
  try {
    return createPrivateKey({ ...input, format: 'pem' });
  } catch {
    throw unreadable(passphrase);
  }
}

function unreadable(passphrase: string | undefined) {
  return passphrase === undefined
    ? unusable('private_key', 'cannot be read, or is encrypted and came without its passphrase')
    : unusable('passphrase', 'does not open the private key, or the key cannot be read');
}

function requireStrong(key: KeyObject): void {
  const { modulusLength = 0, publicExponent = 0n, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return;
    case 'ec':
      if (CURVES.includes(namedCurve)) return;
      throw unusable('private_key', 'is on a curve that SSH does not know; P-256, P-384 and P-521 are taken');
    case 'rsa':
      if (modulusLength < LEAST_RSA_BITS) {
        throw unusable('private_key', `is an RSA key of ${modulusLength} bits; ${LEAST_RSA_BITS} are the least`);
      }
      if (modulusLength > MOST_RSA_BITS) {
        throw unusable('private_key', `is an RSA key of more than ${MOST_RSA_BITS} bits`);
      }
      if (publicExponent < LEAST_RSA_EXPONENT) throw unusable('private_key', 'is an RSA key with a small exponent');
      return;
    default:
      throw unusable('private_key', 'is not a private key of type Ed25519, ECDSA (NIST curves) or RSA');
  }
}

/** A file may hold a public half that is another key's: then what is deployed would never log in. */
function requireConsistent(key: KeyObject): void {
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha512';
  const said = randomBytes(32);
  try {
    if (verify(digest, said, createPublicKey(key), sign(digest, said, key))) return;
  } catch {
    // Numbers that do not fit together; the message below says all that there is to say.
  }
  throw unusable('private_key', 'is not whole: its halves do not belong together');
}

function written(key: KeyObject, comment: string): Secret {
  if (key.asymmetricKeyType === 'ed25519') return ed25519KeyPair(key, comment).privateKey;
  const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1';
  return new Secret(String(key.export({ format: 'pem', type })));
}
