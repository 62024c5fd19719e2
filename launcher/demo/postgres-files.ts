/** What the demo PostgreSQL keeps beside its data: the superuser's password and the certificates. */

import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from '../../domain/secret.ts';
import { makeServerCertificate } from './certificate.ts';
import type { UnprivilegedUser } from './unprivileged-user.ts';

/** The superuser's password, made once and kept in a file that only the owner of this process reads. */
export function superuserPassword(home: string): Secret {
  const file = join(home, 'superuser-password');
  if (!existsSync(file)) writeWhole(file, `${randomBytes(24).toString('base64url')}\n`, 0o600);
  return new Secret(readFileSync(file, 'utf8').trim());
}

/** Paths of the authority's certificate, the server's and its key; made once. The key belongs to who runs the server. */
export function certificateFiles(
  home: string,
  user: UnprivilegedUser | undefined,
): { readonly ca: string; readonly certificate: string; readonly key: string } {
  const files = { ca: join(home, 'ca.pem'), certificate: join(home, 'server.crt'), key: join(home, 'server.key') };
  if (existsSync(files.ca)) return files;
  const made = makeServerCertificate('Capstan demo authority', ['localhost', '127.0.0.1']);
  writeWhole(files.key, made.keyPem, 0o600);
  if (user) chownSync(files.key, user.uid, user.gid);
  writeWhole(files.certificate, made.certPem, 0o644);
  // Written last: where it is there, all three are.
  writeWhole(files.ca, made.caPem, 0o644);
  return files;
}

function writeWhole(file: string, text: string, mode: number): void {
  writeFileSync(`${file}.new`, text, { mode });
  chmodSync(`${file}.new`, mode);
  renameSync(`${file}.new`, file);
}
