/** Makes the key files of a new installation: the vault's master key ring and the key that API and worker share. */

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Settings } from '../runtime/settings.ts';
import { createPrivateFile } from './private-file.ts';

/**
 * Creates whichever of the two files is missing (mode 0600) and answers the paths of those created. A file that
 * exists is left as it is: a lost or replaced master key makes every stored secret unreadable.
 *
 * - master: `{keys: [{kid, created_at, key}], inbox: {kid, jwk}}`; `key` is 32 bytes as base64url, `jwk` a private
 *   P-256 key that opens what clients hand in.
 * - shared: `{keys: [{kid, created_at, key}]}`.
 *
 * In both the first key is the active one, and the others are kept for what was made with them.
 */
export async function createKeyFiles(
  settings: Pick<Settings, 'masterKeyFile' | 'sharedKeyFile'>,
  now: Date = new Date(),
): Promise<string[]> {
  const created: string[] = [];
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const inbox = { kid: keyId('inbox'), jwk: privateKey.export({ format: 'jwk' }) };
  if (await createPrivateFile(settings.masterKeyFile, toText({ keys: [symmetricKey('kek', now)], inbox }))) {
    created.push(settings.masterKeyFile);
  }
  if (await createPrivateFile(settings.sharedKeyFile, toText({ keys: [symmetricKey('shr', now)] }))) {
    created.push(settings.sharedKeyFile);
  }
  return created;
}

function symmetricKey(prefix: string, now: Date) {
  return { kid: keyId(prefix), created_at: now.toISOString(), key: randomBytes(32).toString('base64url') };
}

function keyId(prefix: string): string {
  return `${prefix}-${randomBytes(4).toString('hex')}`;
}

function toText(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
