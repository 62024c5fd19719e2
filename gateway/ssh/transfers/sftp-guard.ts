/** Decides which requests of SFTP reach the target, and answers the others itself. */

import type { Allowances, Refusal } from '../door.ts';
import type { FileAction } from '../file-action.ts';
import type { PassageEnds } from '../passage.ts';
import type { FileLog } from './file-log.ts';
import { actionOf, OpenFile, useOf } from './open-file.ts';
import { STATUS, statusPacket } from './sftp-packet.ts';
import type { SftpRequest } from './sftp-request.ts';

/** What the target has not answered yet. */
export type Pending =
  | { readonly kind: 'open'; readonly file: OpenFile }
  | { readonly kind: 'open_directory' }
  | { readonly kind: 'read'; readonly file: OpenFile; readonly offset: number }
  | { readonly kind: 'write'; readonly file: OpenFile }
  | { readonly kind: 'close'; readonly file: OpenFile | null }
  | { readonly kind: 'change'; readonly action: FileAction }
  | { readonly kind: 'look' };

/** What is open, by handle; null: a directory. */
export type OpenHandles = Map<string, OpenFile | null>;

/** OpenSSH's server gives 100. */
const MAX_OPEN = 512;

export interface SftpGuardParts {
  readonly toPerson: PassageEnds['toPerson'];
  readonly allows: Pick<Allowances, 'upload' | 'download'>;
  readonly files: FileLog;
  readonly refused: (what: Refusal) => void;
}

export class SftpGuard {
  readonly #parts: SftpGuardParts;
  readonly #open: OpenHandles;

  constructor(parts: SftpGuardParts, open: OpenHandles) {
    this.#parts = parts;
    this.#open = open;
  }

  /** What to remember until the answer; null where the request has been refused. */
  async permitted(id: number, request: SftpRequest): Promise<Pending | null> {
    switch (request.kind) {
      case 'look':
        return { kind: 'look' };
      case 'open':
        return this.#mayOpen(id, request.path, request.flags);
      case 'open_directory':
        return this.#open.size < MAX_OPEN ? { kind: 'open_directory' } : this.#refuse(id, STATUS.failure);
      case 'change':
        return this.#mayChange(id, request);
      case 'unknown':
        return this.#refuse(id, STATUS.unsupported);
      default:
        return this.#onOpen(id, request);
    }
  }

  async #mayOpen(id: number, path: string, flags: number): Promise<Pending | null> {
    const { allows, files } = this.#parts;
    const use = useOf(flags);
    if (use.writes && !allows.upload) return this.#forbid(id, 'upload', path);
    if (use.reads && !allows.download) return this.#forbid(id, 'download', path);
    if (this.#open.size >= MAX_OPEN) return this.#refuse(id, STATUS.failure);
    const action = await this.#told(() => files.start(actionOf(use), path));
    return action ? { kind: 'open', file: new OpenFile(action) } : this.#refuse(id, STATUS.failure);
  }

  async #mayChange(id: number, change: Omit<SftpRequest & { kind: 'change' }, 'kind'>): Promise<Pending | null> {
    const { allows, files } = this.#parts;
    if (!allows.upload) return this.#forbid(id, 'upload', `${change.action} ${change.path}`);
    const to = change.to === undefined ? {} : { to: change.to };
    const action = await this.#told(() => files.start(change.action, change.path, to));
    return action ? { kind: 'change', action } : this.#refuse(id, STATUS.failure);
  }

  /** Requests about what is open. Handles that the target has not given are refused: what came by them would not be seen. */
  async #onOpen(id: number, request: SftpRequest & { readonly handle: string }): Promise<Pending | null> {
    const file = this.#open.get(request.handle);
    if (file === undefined) return this.#refuse(id, STATUS.failure);
    switch (request.kind) {
      case 'look_at_open':
        return { kind: 'look' };
      case 'close':
        this.#open.delete(request.handle);
        return { kind: 'close', file };
      case 'set_open':
        return this.#maySet(id, file, request.size);
      case 'read':
        if (file === null || file.action.kind === 'upload') return this.#refuse(id, STATUS.failure);
        return { kind: 'read', file, offset: request.offset };
      case 'write':
        if (file === null || file.action.kind === 'download') return this.#refuse(id, STATUS.failure);
        file.write(request.data, request.offset);
        return { kind: 'write', file };
      default:
        return this.#refuse(id, STATUS.unsupported);
    }
  }

  /** What is being written may take its attributes as a part of that; every other change is one of its own. */
  async #maySet(id: number, file: OpenFile | null, size: number | null): Promise<Pending | null> {
    // Nobody knows here by which path a directory was opened.
    if (file === null) return this.#refuse(id, STATUS.failure);
    const { kind, path } = file.action;
    if (kind === 'download') return this.#mayChange(id, { action: 'set_attributes', path });
    if (size !== null) file.cut(size);
    return { kind: 'look' };
  }

  async #told(start: () => Promise<FileAction>): Promise<FileAction | null> {
    try {
      return await start();
    } catch {
      return null;
    }
  }

  async #forbid(id: number, kind: 'upload' | 'download', detail: string): Promise<null> {
    this.#parts.refused({ kind, detail });
    return this.#refuse(id, STATUS.permissionDenied, `${kind}s are not allowed in this session`);
  }

  async #refuse(id: number, code: number, text = 'refused by the gateway'): Promise<null> {
    await this.#parts.toPerson(statusPacket(id, code, text), 'stdout');
    return null;
  }
}
