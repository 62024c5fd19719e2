/**
 * The old protocol of scp, read as it passes. Both sides take turns in it, and whoever is not in turn waits: so it is
 * always known whether bytes are a control line, an answer, or content.
 */

import type { Exit } from '../door.ts';
import type { FileAction } from '../file-action.ts';
import type { InputGate } from '../input-gate.ts';
import type { StreamName } from '../outlet.ts';
import { Misuse, NotRecorded, type Passage, type PassageEnds } from '../passage.ts';
import { FileDigest } from './file-digest.ts';
import type { FileLog } from './file-log.ts';
import type { ScpCommand } from './scp-command.ts';

type Side = 'client' | 'target';

/** Whose turn it is, and what is expected from there. */
type Expected =
  | { readonly turn: 'source'; readonly part: 'line' }
  | { readonly turn: 'source'; readonly part: 'content'; left: number }
  | { readonly turn: 'source'; readonly part: 'status' }
  | { readonly turn: 'sink'; readonly after: 'nothing' | 'time' | 'end' | 'content' }
  | { readonly turn: 'sink'; readonly after: 'directory'; readonly name: string }
  | { readonly turn: 'sink'; readonly after: 'file'; readonly size: number };

const MAX_LINE_BYTES = 16 * 1024;
const MAX_DEPTH = 256;
const [OK, ERROR, FATAL, NEWLINE] = [0, 1, 2, 0x0a];

export interface ScpPassageParts {
  readonly ends: PassageEnds;
  readonly command: ScpCommand;
  readonly files: FileLog;
  readonly gate: InputGate;
  /** Content passed. */
  readonly touch: () => void;
}

export class ScpPassage implements Passage {
  readonly #parts: ScpPassageParts;
  readonly #source: Side;
  #expected: Expected = { turn: 'sink', after: 'nothing' };
  #line: Buffer = Buffer.alloc(0);
  #directories: string[] = [];
  #file: { readonly action: FileAction; readonly digest: FileDigest; failed: boolean } | undefined;
  #isClosed = false;
  #waiting: (() => void)[] = [];

  constructor(parts: ScpPassageParts) {
    this.#parts = parts;
    this.#source = parts.command.direction === 'upload' ? 'client' : 'target';
  }

  async inward(data: Buffer): Promise<void> {
    await this.#parts.gate.whenOpen();
    await this.#pass('client', data);
  }

  outward(data: Buffer, stream: StreamName): Promise<void> | undefined {
    if (stream === 'stderr') return this.#parts.ends.toPerson(data, stream);
    return this.#pass('target', data);
  }

  closed(_exit: Exit): void {
    this.#isClosed = true;
    this.#concludeFile(false);
    this.#parts.files.close();
    this.#wake();
  }

  async #pass(side: Side, data: Buffer): Promise<void> {
    let rest = data;
    while (rest.length > 0 && !this.#isClosed) {
      const turn = this.#expected.turn === 'source' ? this.#source : other(this.#source);
      if (turn !== side) {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        continue;
      }
      const used = await this.#take(side, rest);
      rest = rest.subarray(used);
      this.#wake();
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  /** Deals with the beginning of `data`, and says how much of it that was. */
  async #take(side: Side, data: Buffer): Promise<number> {
    const expected = this.#expected;
    if (expected.turn === 'source' && expected.part === 'content') {
      const content = data.subarray(0, expected.left);
      expected.left -= content.length;
      this.#file?.digest.take(content);
      this.#parts.touch();
      if (expected.left === 0) this.#expected = { turn: 'source', part: 'status' };
      await this.#forward(side, content);
      return content.length;
    }
    // A single byte of value 0 says yes; everything else is a line.
    if (this.#line.length === 0 && data[0] === OK && !(expected.turn === 'source' && expected.part === 'line')) {
      await this.#forward(side, data.subarray(0, 1));
      this.#answered(expected, true);
      return 1;
    }
    const end = data.indexOf(NEWLINE);
    const part = end === -1 ? data : data.subarray(0, end + 1);
    if (this.#line.length + part.length > MAX_LINE_BYTES) throw new Misuse(side, 'a line of scp is too long');
    this.#line = Buffer.concat([this.#line, part]);
    if (end === -1) return part.length;
    const line = this.#line;
    this.#line = Buffer.alloc(0);
    await this.#takeLine(side, expected, line);
    return part.length;
  }

  async #takeLine(side: Side, expected: Expected, line: Buffer): Promise<void> {
    const isProblem = line[0] === ERROR || line[0] === FATAL;
    if (expected.turn === 'source' && expected.part === 'line') {
      if (!isProblem) this.#expected = await this.#control(side, line);
      await this.#forward(side, line);
      return;
    }
    if (!isProblem) throw new Misuse(side, 'an answer of scp is none');
    await this.#forward(side, line);
    this.#answered(expected, false);
  }

  /** A line by which the source says what comes next. */
  async #control(side: Side, line: Buffer): Promise<Expected> {
    const text = line.subarray(0, -1).toString();
    const [, kind, size, name] = /^([CD])[0-7]{4} (\d{1,16}) ([^/]+)$/s.exec(text) ?? [];
    if (kind !== undefined && name !== undefined && name !== '.' && name !== '..') {
      if (kind === 'D') return { turn: 'sink', after: 'directory', name };
      await this.#startFile(name);
      return { turn: 'sink', after: 'file', size: Number(size) };
    }
    if (/^T\d{1,20} \d{1,7} \d{1,20} \d{1,7}$/.test(text)) return { turn: 'sink', after: 'time' };
    if (text === 'E' && this.#directories.pop() !== undefined) return { turn: 'sink', after: 'end' };
    throw new Misuse(side, 'a control line of scp is none');
  }

  async #startFile(name: string): Promise<void> {
    const { command, files } = this.#parts;
    try {
      const entry = [...this.#directories, name].join('/');
      const action = await files.start(command.direction, command.path, { entry });
      this.#file = { action, digest: new FileDigest(), failed: false };
    } catch (error) {
      throw new NotRecorded('a transfer could not be told', { cause: error });
    }
  }

  #answered(expected: Expected, isYes: boolean): void {
    if (expected.turn === 'source') {
      // The status after the content: the source could not read all of it.
      if (!isYes && this.#file) this.#file.failed = true;
      this.#expected = { turn: 'sink', after: 'content' };
      return;
    }
    this.#expected = { turn: 'source', part: 'line' };
    if (expected.after === 'directory' && isYes) {
      this.#directories.push(expected.name);
      if (this.#directories.length > MAX_DEPTH) throw new Misuse(this.#source, 'directories of scp are too deep');
    } else if (expected.after === 'file' && isYes) {
      this.#expected = expected.size > 0 ? { turn: 'source', part: 'content', left: expected.size } : STATUS;
    } else if (expected.after === 'file' || expected.after === 'content') {
      this.#concludeFile(isYes);
    }
  }

  #concludeFile(isYes: boolean): void {
    const file = this.#file;
    this.#file = undefined;
    if (file) this.#parts.files.end(file.action, { ok: isYes && !file.failed, ...file.digest.conclude() });
  }

  async #forward(side: Side, data: Buffer): Promise<void> {
    const { ends } = this.#parts;
    await (side === 'client' ? ends.toTarget(data) : ends.toPerson(data, 'stdout'));
  }
}

const STATUS = { turn: 'source', part: 'status' } as const;

function other(side: Side): Side {
  return side === 'client' ? 'target' : 'client';
}
