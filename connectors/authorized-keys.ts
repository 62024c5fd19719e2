/** The text of an authorized_keys file: finds, adds and takes out one key, and leaves every other byte as it is. */

import { createHash } from 'node:crypto';
import type { FoundKey } from '../domain/discovery.ts';

export interface PublicKey {
  /** For example `ssh-ed25519`. */
  readonly type: string;
  /** Base64, as in the file. */
  readonly blob: string;
}

const KEY = /(?:^|[ \t])((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[A-Za-z0-9@.-]+)[ \t]+([A-Za-z0-9+/]+={0,2})(?=[ \t]|$)/;

/** The key of a one-line public key; undefined where there is none. */
export function publicKeyOf(line: string): PublicKey | undefined {
  const found = KEY.exec(line.trim());
  return found ? { type: found[1] as string, blob: found[2] as string } : undefined;
}

/** What one line of an authorized_keys file lets in; undefined where it is a comment, or no key. */
export function foundKeyOf(line: string): FoundKey | undefined {
  const text = withoutQuoted(line.trim());
  if (text.startsWith('#')) return undefined;
  const key = publicKeyOf(text);
  if (!key) return undefined;
  const options = text.slice(0, text.indexOf(key.type)).toLowerCase();
  const digest = createHash('sha256').update(Buffer.from(key.blob, 'base64')).digest('base64');
  return {
    fingerprint: `SHA256:${digest.replace(/=+$/, '')}`,
    type: key.type,
    use: /(?:^|,)cert-authority[, \t]/.test(options) ? 'authority' : options.trim() === '' ? 'login' : 'restricted',
  };
}

export function sameKey(a: PublicKey | undefined, b: PublicKey): boolean {
  return a !== undefined && a.type === b.type && a.blob === b.blob;
}

/** Whether a line of `text` lets `key` log in, with whatever options. */
export function holdsKey(text: Buffer, key: PublicKey): boolean {
  return lines(text).some((line) => isLineOf(line, key));
}

/** `text` with a line for `key` at its end, or `text` itself where it holds the key already. */
export function withKey(text: Buffer, key: PublicKey, comment: string): Buffer {
  if (holdsKey(text, key)) return text;
  const gap = text.length > 0 && text.at(-1) !== 0x0a ? '\n' : '';
  return Buffer.concat([text, Buffer.from(`${gap}${key.type} ${key.blob}${comment === '' ? '' : ` ${comment}`}\n`)]);
}

/** `text` without the lines of `key`, or `text` itself where there are none. */
export function withoutKey(text: Buffer, key: PublicKey): Buffer {
  const kept = lines(text).filter((line) => !isLineOf(line, key));
  const rest = Buffer.concat(kept);
  return rest.length === text.length ? text : rest;
}

/** The lines with their line ends, as bytes: comments may be in any encoding. */
function lines(text: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf(0x0a, start);
    const next = end === -1 ? text.length : end + 1;
    found.push(text.subarray(start, next));
    start = next;
  }
  return found;
}

function isLineOf(line: Buffer, key: PublicKey): boolean {
  const text = withoutQuoted(line.toString('latin1').trim());
  // With cert-authority the key signs certificates and does not log in itself.
  return !text.startsWith('#') && !/(?:^|,)cert-authority[, \t]/i.test(text) && sameKey(publicKeyOf(text), key);
}

/** Options may quote anything, even what looks like a key. */
function withoutQuoted(text: string): string {
  return text.replace(/"(?:\\"|[^"])*"/g, '""');
}
