/** The fingerprint of a public SSH key, as OpenSSH shows it. */

import { createHash } from 'node:crypto';

/** @param publicKey one line: type, base64 and perhaps a comment. @returns `SHA256:` and base64 without padding. */
export function sshFingerprint(publicKey: string): string {
  const [, blob = ''] = publicKey.trim().split(/\s+/, 2);
  const digest = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}
