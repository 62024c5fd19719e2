/** UUIDs that are worked out from a name (RFC 9562, version 5): the same name gets the same one, wherever and whenever. */

import { createHash } from 'node:crypto';

/** Of Capstan's names; made at random, once. */
const NAMESPACE = Buffer.from('5bb2e31ec3664d5cb2a80b0f7a1ad6c4', 'hex');

export function nameUuid(...name: readonly (string | number)[]): string {
  const hash = createHash('sha1').update(NAMESPACE).update(JSON.stringify(name)).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
