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

/** Of a file larger than that the name alone is told: what one user writes does not take the place of others' keys. */
const MOST_KIB = 128;
const TOLD = `'(' -size +${MOST_KIB}k -print -o ${GREP} ')'`;

/**
 * Where homes usually are; always the same, so that a rule of sudoers can name it word for word. Of each home two files and
 * one directory are looked at, whatever else its owner makes there.
 */
export const FIND_IN_USUAL_HOMES = `find -L /root /home -maxdepth 3 -type d -path '/*/*/*' -not -name .ssh -prune -o -type f -path '*/.ssh/*' '(' -name authorized_keys -o -name authorized_keys2 ')' ${TOLD}`;

/** Of homes elsewhere, for root alone. @param homes as {@link isPlainPath} takes them. */
export function findInHomes(homes: readonly string[]): string {
  const files = homes.flatMap((home) => NAMES.map((name) => `'${home}/.ssh/${name}'`));
  return `find -L ${files.join(' ')} -maxdepth 0 -type f ${TOLD}`;
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

interface Collected {
  readonly keys: Map<string, FoundKey>;
  readonly linesOf: Map<string, number>;
  characters: number;
  isCut: boolean;
}

/**
 * By home: of what one of the commands above has printed.
 * @param isWhole false: it was cut off, so the home that came last is left out, as those behind it are.
 */
export function keysByHome(output: string, isWhole: boolean): ReadonlyMap<string, KeysOfHome> {
  const homes = new Map<string, Collected>();
  const lines = output.split('\n');
  let last = '';
  for (const line of isWhole ? lines : lines.slice(0, -1)) {
    const [path, text] = line.split('\0', 2);
    const [, home, name] = /^(.*)\/\.ssh\/([^/]+)$/.exec(path ?? '') ?? [];
    if (home === undefined || name === undefined || !NAMES.includes(name)) continue;
    const found = homes.get(home) ?? { keys: new Map(), linesOf: new Map(), characters: 0, isCut: false };
    homes.set(home, found);
    if (text === undefined) found.isCut = true;
    else {
      take(found, name, text);
      last = home;
    }
  }
  // One that has grown while it was read, and was what there was too much of, is told as such.
  if (!isWhole && homes.get(last)?.isCut === false) homes.delete(last);
  return new Map([...homes].map(([home, found]) => [home, { keys: sorted(found.keys), isCut: found.isCut }]));
}

function take(found: Collected, name: string, text: string): void {
  const count = (found.linesOf.get(name) ?? 0) + 1;
  found.linesOf.set(name, count);
  found.characters += text.length;
  if (count >= MOST_LINES || found.characters > NAMES.length * MOST_KIB * 1024) found.isCut = true;
  const key = foundKeyOf(text);
  if (key) found.keys.set(`${key.fingerprint} ${key.use}`, key);
}

function sorted(keys: ReadonlyMap<string, FoundKey>): FoundKey[] {
  return [...keys].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
}

/** Homes with a file or directory that could not be read; one that went meanwhile is not there. @param stderr of the commands. */
export function closedHomes(stderr: string): ReadonlySet<string> {
  const homes = stderr.split('\n').flatMap((line) => CLOSED.exec(line)?.[1] ?? []);
  return new Set(homes);
}

const CLOSED =
  /^(?:find: '|grep: )((?:\/[^/'\0]+)+?)(?:\/\.ssh(?:\/authorized_keys2?)?)?'?: (?!No such file or directory$)/;

/** Whether grep(1) has come to an end of its own, before the files that follow: what it says of one file begins with its path. */
export function gaveUp(stderr: string): boolean {
  return /^grep: (?!\/)/m.test(stderr);
}
