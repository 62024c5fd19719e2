/** Finds which keys log in as which account: one command reads the authorized_keys files, and lets out lines with keys alone. */

import type { FoundKey } from '../domain/discovery.ts';
import { foundKeyOf } from './authorized-keys.ts';

/** Lines of one file that are read; an account with more has more keys than are known. */
const MOST_LINES = 100;

/**
 * The base64 that keys of OpenSSH's types begin with: RSA and DSA, ed25519, ECDSA, and the two on security tokens. The
 * search runs on the target, so a link to another file shows nothing of it: no password hash leaves the machine.
 */
const BEGINNINGS = ['AAAAB3NzaC1', 'AAAAC3NzaC1', 'AAAAE2VjZHNh', 'AAAAGnNrLXNz', 'AAAAInNrLWVj'];

const GREP = `-exec grep -aHZF -D skip -m ${MOST_LINES} ${BEGINNINGS.map((text) => `-e ${text}`).join(' ')} {} +`;

/** Where homes usually are; always the same, so that a rule of sudoers can name it word for word. */
export const FIND_IN_USUAL_HOMES = `find -L /root /home -maxdepth 3 -type f -name 'authorized_keys*' ${GREP}`;

/** Of homes elsewhere, for root alone. @param homes as {@link isPlainPath} takes them. */
export function findInHomes(homes: readonly string[]): string {
  const files = homes.flatMap((home) => NAMES.map((name) => `'${home}/.ssh/${name}'`));
  return `find -L ${files.join(' ')} -maxdepth 0 -type f ${GREP}`;
}

/** As sshd looks for them where its configuration says nothing else. */
const NAMES = ['authorized_keys', 'authorized_keys2'];

/** Whether it may stand in a command line between quotes. */
export function isPlainPath(path: string): boolean {
  return /^(\/[A-Za-z0-9_.@+-]+)+$/.test(path);
}

export function isUsualHome(home: string): boolean {
  return home === '/root' || /^\/home\/[^/]+$/.test(home);
}

export interface KeysOfHome {
  readonly keys: readonly FoundKey[];
  /** Whether its files may hold more. */
  readonly isCut: boolean;
}

/** By home: of what the commands above have printed. */
export function keysByHome(output: string): ReadonlyMap<string, KeysOfHome> {
  const lines = new Map<string, { keys: Map<string, FoundKey>; perFile: Map<string, number> }>();
  for (const line of output.split('\n')) {
    const [path, text] = line.split('\0', 2);
    const [, home, name] = /^(.*)\/\.ssh\/([^/]+)$/.exec(path ?? '') ?? [];
    if (text === undefined || home === undefined || name === undefined || !NAMES.includes(name)) continue;
    const found = lines.get(home) ?? { keys: new Map(), perFile: new Map() };
    lines.set(home, found);
    found.perFile.set(name, (found.perFile.get(name) ?? 0) + 1);
    const key = foundKeyOf(text);
    if (key) found.keys.set(`${key.fingerprint} ${key.use}`, key);
  }
  return new Map(
    [...lines].map(([home, { keys, perFile }]) => [
      home,
      {
        keys: [...keys].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key),
        isCut: [...perFile.values()].some((count) => count >= MOST_LINES),
      },
    ]),
  );
}
