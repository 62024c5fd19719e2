/** A file that is open over SFTP, and what has passed of it. */

import type { FileAction, FileActionKind, FileOutcome } from '../file-action.ts';
import { FileDigest } from './file-digest.ts';
import { OPEN_FLAG } from './sftp-packet.ts';

export interface OpenUse {
  readonly reads: boolean;
  readonly writes: boolean;
}

/**
 * Whatever is not mere reading counts as writing: flags that make or cut a file change it as well. No flags at all count
 * as reading, since that is what OpenSSH's server then lets do.
 */
export function useOf(flags: number): OpenUse {
  const writes = (flags & ~OPEN_FLAG.read) !== 0;
  return { reads: (flags & OPEN_FLAG.read) !== 0 || !writes, writes };
}

export function actionOf({ reads, writes }: OpenUse): FileActionKind {
  if (!writes) return 'download';
  return reads ? 'update' : 'upload';
}

export class OpenFile {
  readonly action: FileAction;
  readonly #read = new FileDigest();
  readonly #written = new FileDigest();
  #hasFailed = false;
  #isConcluded = false;

  constructor(action: FileAction) {
    this.action = action;
  }

  read(data: Buffer, offset: number): void {
    if (!this.#isConcluded) this.#read.take(data, offset);
  }

  write(data: Buffer, offset: number): void {
    if (!this.#isConcluded) this.#written.take(data, offset);
  }

  /** Its length was set by hand: scp does so at the end, to exactly what it has written. */
  cut(length: number): void {
    if (length !== this.#written.bytes) this.#written.spoil();
  }

  fail(): void {
    this.#hasFailed = true;
  }

  conclude(isClosed: boolean): FileOutcome {
    this.#isConcluded = true;
    const ok = isClosed && !this.#hasFailed;
    if (this.#read.bytes > 0 && this.#written.bytes > 0) {
      const bytes = this.#read.bytes + this.#written.bytes;
      return { ok, bytes, sha256: null, unhashed: 'read_and_written' };
    }
    const isRead = this.action.kind === 'download' || this.#read.bytes > 0;
    return { ok, ...(isRead ? this.#read : this.#written).conclude() };
  }
}
