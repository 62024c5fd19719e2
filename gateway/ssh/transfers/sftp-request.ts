/** What a client asks of SFTP, as far as it matters who may ask it and what is to be told of it. */

import type { FileActionKind } from '../file-action.ts';
import { HAS_SIZE, PacketReader, SFTP } from './sftp-packet.ts';

export type SftpRequest =
  | { readonly kind: 'open'; readonly path: string; readonly flags: number }
  | { readonly kind: 'open_directory' }
  | { readonly kind: 'close'; readonly handle: string }
  | { readonly kind: 'read'; readonly handle: string; readonly offset: number }
  | { readonly kind: 'write'; readonly handle: string; readonly offset: number; readonly data: Buffer }
  /** Attributes of what is open; `size` null: all but its length. */
  | { readonly kind: 'set_open'; readonly handle: string; readonly size: number | null }
  | { readonly kind: 'look_at_open'; readonly handle: string }
  | { readonly kind: 'change'; readonly action: FileActionKind; readonly path: string; readonly to?: string }
  | { readonly kind: 'look' }
  | { readonly kind: 'unknown'; readonly name: string };

/** Extensions of OpenSSH that are understood here; a client learns of no others. Those of limits would allow long packets. */
export const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set([
  'posix-rename@openssh.com',
  'hardlink@openssh.com',
  'lsetstat@openssh.com',
  'fsync@openssh.com',
  'fstatvfs@openssh.com',
  'statvfs@openssh.com',
  'expand-path@openssh.com',
  'home-directory',
  'users-groups-by-id@openssh.com',
]);

/** @throws Misuse where fields are missing. */
export function readRequest(packet: Buffer): { readonly id: number; readonly request: SftpRequest } {
  const reader = new PacketReader(packet, 'client');
  const id = reader.uint32();
  return { id, request: readBody(reader) };
}

/** A handle is bytes; as text of Latin 1 it can be looked up. */
export function handleKey(handle: Buffer): string {
  return handle.toString('latin1');
}

function readBody(reader: PacketReader): SftpRequest {
  const handle = () => handleKey(reader.bytes());
  switch (reader.type) {
    case SFTP.open:
      return { kind: 'open', path: reader.text(), flags: reader.uint32() };
    case SFTP.opendir:
      return { kind: 'open_directory' };
    case SFTP.close:
      return { kind: 'close', handle: handle() };
    case SFTP.read:
      return { kind: 'read', handle: handle(), offset: reader.uint64() };
    case SFTP.write:
      return { kind: 'write', handle: handle(), offset: reader.uint64(), data: reader.bytes() };
    case SFTP.fsetstat:
      return { kind: 'set_open', handle: handle(), size: (reader.uint32() & HAS_SIZE) !== 0 ? reader.uint64() : null };
    case SFTP.fstat:
    case SFTP.readdir:
      return { kind: 'look_at_open', handle: handle() };
    case SFTP.setstat:
      return { kind: 'change', action: 'set_attributes', path: reader.text() };
    case SFTP.remove:
      return { kind: 'change', action: 'remove', path: reader.text() };
    case SFTP.mkdir:
      return { kind: 'change', action: 'make_directory', path: reader.text() };
    case SFTP.rmdir:
      return { kind: 'change', action: 'remove_directory', path: reader.text() };
    case SFTP.rename:
      return { kind: 'change', action: 'rename', path: reader.text(), to: reader.text() };
    case SFTP.symlink:
      return { kind: 'change', action: 'link', path: reader.text(), to: reader.text() };
    case SFTP.lstat:
    case SFTP.stat:
    case SFTP.realpath:
    case SFTP.readlink:
      return { kind: 'look' };
    case SFTP.extended:
      return readExtension(reader.text(), reader);
    default:
      return { kind: 'unknown', name: String(reader.type) };
  }
}

function readExtension(name: string, reader: PacketReader): SftpRequest {
  switch (name) {
    case 'posix-rename@openssh.com':
      return { kind: 'change', action: 'rename', path: reader.text(), to: reader.text() };
    case 'hardlink@openssh.com':
      return { kind: 'change', action: 'link', path: reader.text(), to: reader.text() };
    case 'lsetstat@openssh.com':
      return { kind: 'change', action: 'set_attributes', path: reader.text() };
    case 'fsync@openssh.com':
    case 'fstatvfs@openssh.com':
      return { kind: 'look_at_open', handle: handleKey(reader.bytes()) };
    default:
      return KNOWN_EXTENSIONS.has(name) ? { kind: 'look' } : { kind: 'unknown', name };
  }
}
