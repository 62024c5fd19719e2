/** A statement from when it is recorded to when it is over. */

import type { StatementJournal, StatementResult } from './statements.ts';

const MAX_TAGS = 100;
const MAX_TAG_LENGTH = 64;

export class RunningStatement {
  readonly sequence: number;
  /** What the client is told, where it is kept from the target; null: it is not. */
  readonly refusal: string | null;
  readonly #recorder: StatementJournal;
  readonly #begun = performance.now();
  readonly #tags: string[] = [];
  #rows = 0;
  #copyDirection: 'in' | 'out' | null = null;
  #copyBytes = 0;
  #copyMessages = 0;
  #sqlState: string | null = null;
  #prepared: number | null = null;
  #isOver = false;

  constructor(recorder: StatementJournal, sequence: number, refusal: string | null) {
    this.#recorder = recorder;
    this.sequence = sequence;
    this.refusal = refusal;
  }

  get hasFailed(): boolean {
    return this.#sqlState !== null;
  }

  row(): void {
    this.#rows += 1;
  }

  /** `tag`: as the server wrote it. */
  completed(tag: string): void {
    if (this.#tags.length < MAX_TAGS) this.#tags.push(tag.slice(0, MAX_TAG_LENGTH));
  }

  /** The server says that lines will follow. A query may hold several copies; they are counted together. */
  copies(direction: 'in' | 'out'): void {
    this.#copyDirection = direction;
  }

  copied(bytes: number): void {
    this.#copyBytes += bytes;
    this.#copyMessages += 1;
  }

  failed(sqlState: string): void {
    this.#sqlState ??= sqlState;
  }

  stemsFrom(parse: number | null): void {
    this.#prepared = parse;
  }

  /** The first time only; `done` where it has not failed and was not blocked. */
  end(outcome: Exclude<StatementResult['outcome'], 'failed' | 'blocked'>): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#recorder.answered({
      sequence: this.sequence,
      outcome: this.#sqlState === null ? outcome : this.refusal === null ? 'failed' : 'blocked',
      tags: this.#tags,
      rows: this.#rows,
      copy: this.#copyDirection && {
        direction: this.#copyDirection,
        bytes: this.#copyBytes,
        messages: this.#copyMessages,
      },
      sqlState: this.#sqlState,
      prepared: this.#prepared,
      durationMs: performance.now() - this.#begun,
    });
  }
}
