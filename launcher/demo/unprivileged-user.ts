/** Who runs a server that refuses to run as root, and whether that account can reach its files. */

import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasSetpriv } from './child-server.ts';

export interface UnprivilegedUser {
  readonly uid: number;
  readonly gid: number;
  /** For setpriv(1): what lets the account walk through directories that are closed to it, as /root is. */
  readonly privileges: readonly string[];
}

/**
 * The account `nobody` where this process is root, undefined where it is not. `paths` are what it must reach.
 * @throws Error where it cannot reach one and nothing here can help.
 */
export function unprivilegedUser(paths: readonly string[]): UnprivilegedUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const entry = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m);
  if (!entry)
    throw new Error('a server that refuses to run as root needs the account nobody, and /etc/passwd has none');
  const uid = Number(entry[1]);
  const closed = paths.map((path) => closedDirectory(path, uid)).find((path) => path !== undefined);
  if (closed !== undefined && !hasSetpriv) {
    throw new Error(`${closed} is closed to the account nobody; use a directory that others may enter (chmod o+x)`);
  }
  // PostgreSQL looks for its own programs with access(2), which leaves the capability out of account for every
  // user but root, unless the security bit says that user ids and capabilities have nothing to do with each other.
  const passage = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'];
  const privileges = closed === undefined ? [] : passage;
  return { uid, gid: Number(entry[2]), privileges };
}

function closedDirectory(path: string, uid: number): string | undefined {
  const status = statSync(path);
  const open = status.uid === uid || (status.mode & 0o005) === 0o005;
  if (!open) return path;
  const parent = dirname(path);
  return parent === path ? undefined : closedDirectory(parent, uid);
}
