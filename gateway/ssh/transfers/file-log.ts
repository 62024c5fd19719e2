/** Tells the session's log what is done to files: before it is done, and how it ended. */

import { printable } from '../../../domain/printable.ts';
import type { SessionHooks } from '../door.ts';
import { type FileAction, type FileActionKind, type FileOutcome, NO_CONTENT } from '../file-action.ts';

const MAX_PATH_CHARACTERS = 4_096;

export class FileLog {
  readonly #hooks: Pick<SessionHooks, 'fileActionStarts' | 'fileActionEnds'>;
  readonly #via: FileAction['via'];
  readonly #nextNumber: () => number;
  readonly #open = new Set<FileAction>();
  #isClosed = false;

  constructor(
    hooks: Pick<SessionHooks, 'fileActionStarts' | 'fileActionEnds'>,
    via: FileAction['via'],
    nextNumber: () => number,
  ) {
    this.#hooks = hooks;
    this.#via = via;
    this.#nextNumber = nextNumber;
  }

  /** Rejects where it could not be told, or was told too late: it is not to be done then. */
  async start(
    kind: FileActionKind,
    path: string,
    { to, entry }: { readonly to?: string; readonly entry?: string } = {},
  ): Promise<FileAction> {
    this.#mustBeOpen();
    const action: FileAction = {
      number: this.#nextNumber(),
      via: this.#via,
      kind,
      path: printable(path, MAX_PATH_CHARACTERS),
      entry: entry === undefined ? null : printable(entry, MAX_PATH_CHARACTERS),
      to: to === undefined ? null : printable(to, MAX_PATH_CHARACTERS),
    };
    await this.#hooks.fileActionStarts(action);
    this.#open.add(action);
    if (this.#isClosed) this.close();
    this.#mustBeOpen();
    return action;
  }

  end(action: FileAction, outcome: FileOutcome): void {
    if (this.#open.delete(action)) this.#hooks.fileActionEnds(action, outcome);
  }

  /** Nothing passes any more: what has not ended has failed, and so does what is being told just now. */
  close(): void {
    this.#isClosed = true;
    for (const action of this.#open) this.end(action, { ok: false, ...NO_CONTENT });
  }

  #mustBeOpen(): void {
    if (this.#isClosed) throw new Error('the transfer is over');
  }
}
