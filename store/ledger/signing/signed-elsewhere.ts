/**
 * The last checkpoint of each log, in files outside of MongoDB: a database that was set back to an older state knows
 * less than what was signed, and cannot say so itself.
 */

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replacePrivateTexts } from '../../../runtime/private-file.ts';
import { type Checkpoint, parseCheckpoint } from '../checkpoint.ts';
import { parseNote } from '../signed-note.ts';

const SUFFIX = '.checkpoint';

export interface KeptNote {
  readonly checkpoint: Checkpoint;
  readonly note: string;
}

export class SignedElsewhere {
  readonly #directory: string;
  readonly #known = new Map<string, Checkpoint>();

  /** Reads what is in `directory`, which is made where it is missing. @throws Error where a file is no checkpoint. */
  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(directory)) {
      if (!name.endsWith(SUFFIX)) continue;
      const path = join(directory, name);
      const checkpoint = parseCheckpoint(parseNote(readFileSync(path, 'utf8'))?.text ?? '');
      if (!checkpoint) throw new Error(`${path} is not a checkpoint; restore it from a copy, it guards the ledger`);
      this.#known.set(checkpoint.origin, checkpoint);
    }
  }

  /** The newest checkpoint of the log that this host has seen. */
  of(origin: string): Checkpoint | undefined {
    return this.#known.get(origin);
  }

  /** Resolves once the notes are on disk, before they are published; smaller ones change nothing. */
  async keep(notes: readonly KeptNote[]): Promise<void> {
    const larger = notes.filter(({ checkpoint }) => checkpoint.size > (this.of(checkpoint.origin)?.size ?? -1));
    const texts = larger.map(({ checkpoint, note }) => {
      return [`${checkpoint.origin.replaceAll('/', '_')}${SUFFIX}`, note] as const;
    });
    await replacePrivateTexts(this.#directory, new Map(texts));
    for (const { checkpoint } of larger) this.#known.set(checkpoint.origin, checkpoint);
  }
}
