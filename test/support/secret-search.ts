/** Looks for secrets in bytes: in clear, and in every form that programs usually give to text. */

import { createPrivateKey } from 'node:crypto';
import ssh2 from 'ssh2';

/** What must not be seen; the label stands for it in what the search says. */
export interface Hidden {
  readonly label: string;
  readonly bytes: Buffer;
}

/** Somewhere to look. */
export interface Place {
  /** What kind of place it is, for example `documents`. */
  readonly family: string;
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Sighting {
  readonly label: string;
  /** For example `base64`. */
  readonly form: string;
  readonly family: string;
  readonly place: string;
}

export function hiddenText(label: string, text: string): Hidden {
  return { label, bytes: Buffer.from(text) };
}

/**
 * An ed25519 private key in OpenSSH form: the whole text, its 32 secret bytes, and the lines that hold
 * them. The rest of the text is the public half, which is no secret.
 */
export function hiddenKey(label: string, text: string): Hidden[] {
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw key;
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
  const body = Buffer.from(lines.join(''), 'base64');
  const seed = seedOf(key, body);
  const from = Math.ceil((body.indexOf(seed) * 4) / 3);
  const to = Math.floor(((body.indexOf(seed) + seed.length) * 4) / 3);
  let at = 0;
  const telling = lines.filter((line) => {
    const overlap = Math.min(at + line.length, to) - Math.max(at, from);
    at += line.length;
    return overlap >= 16;
  });
  return [hiddenText(label, text), { label, bytes: seed }, ...telling.map((line) => hiddenText(label, line))];
}

/** The private half begins with the seed, and ends with the public half that a public key shows. */
function seedOf(key: ssh2.ParsedKey, body: Buffer): Buffer {
  const publicHalf = key.getPublicSSH().subarray(-32);
  const end = body.lastIndexOf(publicHalf);
  const seed = body.subarray(end - 32, end);
  // PKCS #8 of an ed25519 key is this header and the seed (RFC 8410); that its public half fits proves the cut.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const { x } = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' });
  if (x !== publicHalf.toString('base64url')) throw new Error('this is no ed25519 key in OpenSSH form');
  return seed;
}

/** Shorter ones would be found everywhere by chance. */
const MIN_FORM_BYTES = 12;

interface Form {
  readonly label: string;
  readonly form: string;
  readonly bytes: Buffer;
}

/** The forms that are looked for; equal ones once. */
export function formsOf({ label, bytes }: Hidden): Form[] {
  const text = bytes.toString('utf8');
  const isText = Buffer.from(text).equals(bytes);
  const json = (value: string) => JSON.stringify(value).slice(1, -1);
  const all: (readonly [string, string | Buffer])[] = [
    ['clear', bytes],
    ['hex', bytes.toString('hex')],
    ['hex', bytes.toString('hex').toUpperCase()],
    ...base64Forms(bytes).map((one) => ['base64', one] as const),
    ...(isText
      ? ([
          ['URL-encoded', encodeURIComponent(text)],
          ['URL-encoded', new URLSearchParams([['', text]]).toString().slice(1)],
          ['JSON-escaped', json(text)],
          ['JSON-escaped', json(json(text))],
          [
            'JSON-escaped',
            json(text).replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
          ],
          ['UTF-16', Buffer.from(text, 'utf16le')],
        ] as const)
      : []),
  ];
  const seen = new Map<string, Form>();
  for (const [form, one] of all) {
    const found = Buffer.from(one);
    const key = found.toString('latin1');
    if (found.length >= MIN_FORM_BYTES && !seen.has(key)) seen.set(key, { label, form, bytes: found });
  }
  return [...seen.values()];
}

/** Base64 packs three bytes at a time, so the same bytes look different at each of three offsets. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const packed = Buffer.concat([Buffer.alloc(offset), bytes]);
    const whole = packed.toString('base64').replace(/=+$/, '');
    // The first and last characters may hold bits of what stands beside.
    const first = [0, 2, 3][offset] ?? 0;
    const stable = whole.slice(first, packed.length % 3 === 0 ? undefined : -1);
    return [stable, stable.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Looks for all forms of all secrets in one pass over each place. */
export async function findSecrets(
  hidden: readonly Hidden[],
  places: AsyncIterable<Place>,
): Promise<{ sightings: Sighting[]; searchedBytes: Map<string, number> }> {
  const byStart = new Map<number, Form[]>();
  const mayStart = new Uint8Array(1 << 20);
  for (const form of hidden.flatMap(formsOf)) {
    const start = form.bytes.readUInt32BE(0);
    mayStart[slotOf(start)] = 1;
    byStart.set(start, [...(byStart.get(start) ?? []), form]);
  }
  const sightings = new Map<string, Sighting>();
  const searchedBytes = new Map<string, number>();
  for await (const { family, name, bytes } of places) {
    searchedBytes.set(family, (searchedBytes.get(family) ?? 0) + bytes.length);
    let word = 0;
    for (let i = 0; i < bytes.length; i += 1) {
      word = ((word << 8) | (bytes[i] ?? 0)) >>> 0;
      if (mayStart[slotOf(word)] !== 1) continue;
      for (const { label, form, bytes: wanted } of byStart.get(word) ?? []) {
        if (!bytes.subarray(i - 3, i - 3 + wanted.length).equals(wanted)) continue;
        sightings.set(`${label}|${form}|${family}|${name}`, { label, form, family, place: name });
      }
    }
  }
  return { sightings: [...sightings.values()], searchedBytes };
}

function slotOf(word: number): number {
  return Math.imul(word, 0x9e3779b1) >>> 12;
}
