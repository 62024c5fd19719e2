/** Reads a small file over SFTP and replaces it in one step, without following links. */

import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path/posix';
import type { SFTPWrapper, Stats } from 'ssh2';
import { type Effect, TargetFailure } from '../domain/target-failure.ts';
import type { SshSession } from './ssh-connection.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export interface RemoteFile {
  readonly content: Buffer;
  /** null where there is no file yet. */
  readonly stats: Stats | null;
}

const MAX_BYTES = 1024 * 1024;
/** Less than ssh2 asks for at once, whatever the server. */
const READ_BYTES = 31 * 1024;
const NO_SUCH_FILE = 2;
const PERMISSION_DENIED = 3;

export class SftpFiles {
  readonly #session: SshSession;
  readonly #sftp: SFTPWrapper;
  readonly #at: string;

  constructor(session: SshSession, sftp: SFTPWrapper, at: string) {
    this.#session = session;
    this.#sftp = sftp;
    this.#at = at;
  }

  /** `path` without links in it; `.` is where the login starts: the home of the account. */
  async realPath(path: string): Promise<string> {
    const found = await this.#ask<unknown>(path, 'none', (done) => this.#sftp.realpath(path, done));
    // ssh2 takes any kind of answer for an answer to this question; here as below.
    if (typeof found === 'string' && found.startsWith('/')) return found;
    throw this.#refused(path, 'got an answer that fits no question', 'protocol_error');
  }

  /** @throws TargetFailure where the path is a link, or passes through one. */
  async mustBeDirect(path: string): Promise<void> {
    if ((await this.realPath(path)) !== path) throw this.#refused(path, 'leads through a symbolic link');
  }

  /** What is at `path` itself, links not followed; null where nothing is. */
  async look(path: string): Promise<Stats | null> {
    try {
      const found = await this.#ask<unknown>(path, 'none', (done) => this.#sftp.lstat(path, done));
      if (isStats(found)) return found;
      throw this.#refused(path, 'got an answer that fits no question', 'protocol_error');
    } catch (error) {
      if (error instanceof MissingFile) return null;
      throw error;
    }
  }

  makeDirectory(path: string, mode: number): Promise<void> {
    return this.#tell(path, 'none', (done) => this.#sftp.mkdir(path, { mode }, done));
  }

  setOwner(path: string, owner: Owner): Promise<void> {
    return this.#tell(path, 'none', (done) => this.#sftp.setstat(path, owner, done));
  }

  /** @throws TargetFailure for anything but a regular file of moderate size. */
  async read(path: string): Promise<RemoteFile> {
    const stats = await this.look(path);
    if (stats === null) return { content: Buffer.alloc(0), stats };
    if (stats.isSymbolicLink()) throw this.#refused(path, 'is a symbolic link');
    if (!stats.isFile()) throw this.#refused(path, 'is not a regular file');
    if (stats.size > MAX_BYTES) throw this.#refused(path, `has more than ${MAX_BYTES} bytes`);
    const content = await this.#contentOf(path);
    // Whatever was missing here would be lost when the file is replaced.
    if (content.length !== stats.size)
      throw this.#refused(path, 'does not have the size that it should', 'protocol_error');
    return { content, stats };
  }

  /** At most one byte more than a file may have; the library's own reading has no bound. */
  async #contentOf(path: string): Promise<Buffer> {
    const handle = await this.#open(path, 'r');
    const content = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    for (let ended = false; !ended && length < content.length; ) {
      const room = Math.min(READ_BYTES, content.length - length);
      const count = await this.#ask<unknown>(path, 'none', (done) =>
        this.#sftp.read(handle, content, length, room, length, done),
      );
      if (typeof count !== 'number' || !(count >= 0)) {
        throw this.#refused(path, 'got an answer that fits no question', 'protocol_error');
      }
      length += count;
      ended = count === 0;
    }
    await this.#tell(path, 'none', (done) => this.#sftp.close(handle, done));
    return content.subarray(0, length);
  }

  async #open(path: string, flags: 'r' | 'wx'): Promise<Buffer> {
    const handle = await this.#ask<unknown>(path, 'none', (done) =>
      this.#sftp.open(path, flags, { mode: 0o600 }, done),
    );
    if (Buffer.isBuffer(handle)) return handle;
    throw this.#refused(path, 'got an answer that fits no question', 'protocol_error');
  }

  /**
   * Writes `content` beside `path` and renames it there, so that a reader finds the old file or the new one.
   * The effect is `unknown` from the moment that the rename is sent until it is answered.
   */
  async replace(
    path: string,
    before: RemoteFile,
    content: Buffer,
    attributes: Owner & { mode: number },
  ): Promise<void> {
    const temporary = `${dirname(path)}/.capstan-${randomBytes(9).toString('base64url')}`;
    // 'wx' follows no link and opens nothing that is there; the name cannot be guessed.
    const handle = await this.#open(temporary, 'wx');
    try {
      await this.#tell(temporary, 'none', (done) => this.#sftp.write(handle, content, 0, content.length, 0, done));
      await this.#tell(temporary, 'none', (done) => this.#sftp.fsetstat(handle, attributes, done));
      await this.#synchronize(handle, temporary);
      await this.#tell(temporary, 'none', (done) => this.#sftp.close(handle, done));
      await this.#mustBeUnchanged(path, before);
      await this.#rename(temporary, path);
    } catch (error) {
      // Best effort, and only where the file is certainly still there: the failure that counts is the first.
      if (error instanceof TargetFailure && error.effect === 'none') await this.#removeQuietly(temporary);
      throw error;
    }
  }

  async #rename(from: string, to: string): Promise<void> {
    await this.#tell(to, 'unknown', (done) => this.#sftp.ext_openssh_rename(from, to, done));
  }

  async #synchronize(handle: Buffer, path: string): Promise<void> {
    try {
      await this.#tell(path, 'none', (done) => this.#sftp.ext_openssh_fsync(handle, done));
    } catch (error) {
      // Servers without the extension write when they see fit; the rename is atomic all the same.
      if (!(error instanceof TargetFailure && error.code === 'not_supported')) throw error;
    }
  }

  async #mustBeUnchanged(path: string, { stats }: RemoteFile): Promise<void> {
    const now = await this.look(path);
    const same = now?.mtime === stats?.mtime && now?.size === stats?.size && now?.mode === stats?.mode;
    if (!same) throw this.#refused(path, 'was changed by someone else at the same moment; try again', 'protocol_error');
  }

  async #removeQuietly(path: string): Promise<void> {
    await this.#tell(path, 'none', (done) => this.#sftp.unlink(path, done)).catch(() => undefined);
  }

  #tell(path: string, lost: Effect, call: (done: (error?: Error | null) => void) => void): Promise<void> {
    return this.#ask<void>(path, lost, (done) => call((error) => done(error ?? undefined, undefined)));
  }

  async #ask<T>(
    path: string,
    lost: Effect,
    call: (done: (error: Error | undefined, answer: T) => void) => void,
  ): Promise<T> {
    const answer = new Promise<T>((resolve, reject) => {
      try {
        call((error, value) => (error ? reject(this.#failure(error, path)) : resolve(value)));
      } catch {
        // ssh2 throws at once where the server does not offer an extension.
        reject(
          new TargetFailure(
            'not_supported',
            `${this.#at} does not offer an SFTP extension that is needed (OpenSSH does)`,
          ),
        );
      }
    });
    return this.#session.step(answer, lost);
  }

  /** A status of the server is an answer, so nothing was done; an error without one means a lost connection. */
  #failure(error: Error, path: string): Error {
    const status = 'code' in error ? error.code : undefined;
    if (status === NO_SUCH_FILE) return new MissingFile('access_denied', `${path} is not there at ${this.#at}`);
    if (status === PERMISSION_DENIED) return this.#refused(path, 'may not be read or written by this account');
    if (typeof status === 'number')
      return this.#refused(path, `could not be handled (SFTP status ${status})`, 'protocol_error');
    return error;
  }

  #refused(path: string, why: string, code: 'access_denied' | 'protocol_error' = 'access_denied'): TargetFailure {
    return new TargetFailure(code, `${path} at ${this.#at} ${why}; nothing was changed`);
  }
}

class MissingFile extends TargetFailure {}

function isStats(answer: unknown): answer is Stats {
  return typeof answer === 'object' && answer !== null && 'isSymbolicLink' in answer;
}
