/** Finds the authorized_keys of an account over SFTP, and edits them. */

import type { SFTPWrapper, Stats } from 'ssh2';
import { TargetFailure } from '../domain/target-failure.ts';
import type { Endpoint } from './contract.ts';
import { place } from './endpoint-failure.ts';
import { type Owner, type RemoteFile, SftpFiles } from './sftp-file.ts';
import { COMMAND_ENVIRONMENT } from './ssh-command.ts';
import type { SshSession } from './ssh-connection.ts';

type Account = Owner & { readonly home: string };

interface FoundKeys {
  /** undefined where it is the account that is logged in. */
  readonly account: Account | undefined;
  readonly directory: string;
  /** null where it is not there yet. */
  readonly there: Stats | null;
  readonly path: string;
  readonly before: RemoteFile;
}

export class RemoteKeys {
  readonly #session: SshSession;
  readonly #files: SftpFiles;
  readonly #at: string;

  constructor(session: SshSession, sftp: SFTPWrapper, endpoint: Endpoint) {
    this.#session = session;
    this.#at = place(endpoint);
    this.#files = new SftpFiles(session, sftp, this.#at);
  }

  /** Reads, and writes nothing. @param username null: who is logged in. @throws TargetFailure where it could not be edited. */
  async find(username: string | null): Promise<FoundKeys> {
    const account = username === null ? undefined : await this.#accountOf(username);
    const directory = `${await this.#files.realPath(account?.home ?? '.')}/.ssh`;
    const path = `${directory}/authorized_keys`;
    const there = await this.#files.look(directory);
    if (there) await this.#files.mustBeDirect(directory);
    return { account, directory, there, path, before: await this.#files.read(path) };
  }

  /** Lets `change` make the new text; the same text means that there is nothing to do. @throws TargetFailure */
  async edit(username: string | null, change: (text: Buffer) => Buffer): Promise<void> {
    const { account, directory, there, path, before } = await this.find(username);
    const content = change(before.content);
    if (content === before.content) return;
    if (!there) {
      await this.#files.makeDirectory(directory, 0o700);
      if (account) await this.#files.setOwner(directory, account);
    }
    // A directory that was there is owned by the account; that answers the question for self without asking.
    const owner = before.stats ?? account ?? (await this.#files.look(directory));
    if (!owner) {
      throw new TargetFailure('protocol_error', `${directory} at ${this.#at} went away; nothing was changed`);
    }
    const mode = before.stats ? before.stats.mode & 0o777 : 0o600;
    await this.#files.replace(path, before, content, { uid: owner.uid, gid: owner.gid, mode });
  }

  async #accountOf(username: string): Promise<Account> {
    // The name is safe in a command line: usernameProblem allows nothing that a shell would read.
    const { stdout } = await this.#session.run(`${COMMAND_ENVIRONMENT} getent passwd ${username}`);
    const [name, , uid, gid, , home] = stdout.split('\n', 1)[0]?.split(':') ?? [];
    if (name === username && home?.startsWith('/')) {
      return { uid: Number(uid), gid: Number(gid), home: home.replace(/\/+$/, '') };
    }
    throw new TargetFailure('access_denied', `there is no account ${username} with a home at ${this.#at}`);
  }
}
