/** Checks a secret as a client hands it in; what is wrong is said without repeating any of it. */

import ssh2 from 'ssh2';
import { Secret } from '../../../domain/secret.ts';
import { algorithmOfType } from '../../../domain/ssh-key.ts';
import type { CredentialKind } from '../../../domain/target.ts';
import { unusable } from '../found.ts';

/** A secret that can be sealed; `publicKey` is the one-line public half of an SSH key. */
export interface ReadSecret {
  readonly secret: Secret;
  readonly publicKey: string | null;
}

const MAX_PASSWORD_LENGTH = 1_024;

/** @throws CapstanError `unprocessable` that points at `/body/secret`. */
export function readSecret(kind: CredentialKind, text: string): ReadSecret {
  if (/\p{Cs}/u.test(text)) throw unusable('secret', 'is not well-formed Unicode text');
  return kind === 'ssh_key'
    ? { secret: new Secret(text), publicKey: publicKeyOf(text) }
    : { secret: readPassword(text), publicKey: null };
}

function readPassword(text: string): Secret {
  if (text.length > MAX_PASSWORD_LENGTH) throw unusable('secret', `is longer than ${MAX_PASSWORD_LENGTH} characters`);
  if (/\p{Cc}/u.test(text)) throw unusable('secret', 'holds a control character, such as a line break');
  return new Secret(text);
}

function publicKeyOf(text: string): string {
  if (!/^-----BEGIN (?:OPENSSH |RSA |EC )?PRIVATE KEY-----/.test(text)) {
    throw unusable('secret', 'is not an unencrypted private key in OpenSSH or PEM form');
  }
  // ssh2 answers with an Error rather than throwing it; its words are not passed on.
  const parsed = ssh2.utils.parseKey(text);
  if (parsed instanceof Error) throw unusable('secret', 'is not a private key that can be read, or it is encrypted');
  const [key] = [parsed].flat();
  if (!key?.isPrivateKey() || algorithmOfType(key.type) === null) {
    throw unusable('secret', 'is not a private key of type Ed25519, ECDSA (NIST curves) or RSA');
  }
  return `${key.type} ${key.getPublicSSH().toString('base64')}`;
}
