/** Messages to the target that are answered, or that change what its answers belong to; and those that wait for theirs. */

import type { RunningStatement } from './running-statement.ts';
import type { Prepared } from './statement-names.ts';

export type StatementQuestion =
  | { readonly kind: 'query' | 'function call'; readonly statement: RunningStatement }
  | {
      readonly kind: 'parse';
      readonly statement: RunningStatement;
      readonly name: string;
      readonly prepared: Prepared;
    }
  | { readonly kind: 'execute'; readonly statement: RunningStatement; readonly portal: string };

export type Question =
  | StatementQuestion
  | { readonly kind: 'bind'; readonly portal: string; readonly name: string }
  | { readonly kind: 'describe' }
  | { readonly kind: 'close'; readonly of: 'S' | 'P'; readonly name: string }
  | { readonly kind: 'sync' | 'end of copy' };

/** Which questions an answer may belong to. */
const BELONGS_TO: Readonly<Record<string, readonly Question['kind'][]>> = {
  '1': ['parse'],
  '2': ['bind'],
  '3': ['close'],
  t: ['describe'],
  n: ['describe'],
  T: ['query', 'describe'],
  D: ['query', 'execute'],
  C: ['query', 'execute'],
  I: ['query', 'execute'],
  s: ['execute'],
  G: ['query', 'execute'],
  H: ['query', 'execute'],
  d: ['query', 'execute'],
  c: ['query', 'execute'],
  V: ['function call'],
  Z: ['query', 'function call', 'sync'],
};

export function belongsTo(type: string, { kind }: Question): boolean {
  return BELONGS_TO[type]?.includes(kind) ?? false;
}

/** Whether ReadyForQuery comes after its answer by itself, so that an error does not make the server pass over what follows. */
export function endsByReady({ kind }: Question): boolean {
  return BELONGS_TO['Z']?.includes(kind) ?? false;
}

export function statementOf(question: Question): RunningStatement | null {
  return 'statement' in question ? question.statement : null;
}

/** In the order in which they were sent, which is the one in which they are answered. */
export class QuestionQueue {
  readonly #limit: number;
  readonly #questions: Question[] = [];
  #whenRoom: (() => void) | undefined;

  /** @param limit see {@link room} */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#questions.length === 0;
  }

  /** The one that is answered next. The server says nothing to the end of a copy that it did not take, or has given up. */
  next(): Question | undefined {
    while (this.#questions[0]?.kind === 'end of copy') this.#questions.shift();
    return this.#questions[0];
  }

  push(question: Question): void {
    this.#questions.push(question);
  }

  shift(): void {
    this.#questions.shift();
    this.#makeRoom();
  }

  /** The newest that may turn out to take a copy. */
  newestCarriedOut(): RunningStatement | null {
    const newest = this.#questions.findLast(({ kind }) => kind === 'query' || kind === 'execute');
    return newest ? statementOf(newest) : null;
  }

  /**
   * The target takes a copy, in which it overlooks every Sync: they are no questions any more, up to the end of the copy.
   * @returns whether that end is already sent.
   */
  takesCopy(): boolean {
    const end = this.#questions.findIndex(({ kind }) => kind === 'end of copy');
    const until = end === -1 ? this.#questions.length : end + 1;
    const kept = this.#questions.slice(0, until).filter(({ kind }) => kind !== 'sync' && kind !== 'end of copy');
    this.#questions.splice(0, until, ...kept);
    return end !== -1;
  }

  /** Takes out all before the next Sync, or all where there is none. */
  upToSync(): readonly Question[] {
    const sync = this.#questions.findIndex(({ kind }) => kind === 'sync');
    const taken = this.#questions.splice(0, sync === -1 ? this.#questions.length : sync);
    this.#makeRoom();
    return taken;
  }

  clear(): readonly Question[] {
    const taken = this.#questions.splice(0);
    this.#makeRoom();
    return taken;
  }

  /** Resolves once there are not too many, or none any more; null: at once. */
  room(): Promise<void> | null {
    if (this.#questions.length < this.#limit) return null;
    return new Promise((resolve) => {
      this.#whenRoom = resolve;
    });
  }

  #makeRoom(): void {
    if (this.#questions.length < this.#limit / 2) this.#whenRoom?.();
  }
}
