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

/** Places of what is answered are given back once there are so many, and more than half are. */
const MIN_ANSWERED = 1_024;

/**
 * In the order in which they were sent, which is the one in which they are answered. The first is never the end of a copy:
 * the server says nothing to one that it did not take, or has given up.
 */
export class QuestionQueue {
  readonly #limit: number;
  #questions: Question[] = [];
  /** Those before it are answered. */
  #head = 0;
  #newest: RunningStatement | null = null;
  #whenRoom: (() => void) | undefined;

  /** @param limit see {@link room} */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#head === this.#questions.length;
  }

  /** The one that is answered next. */
  next(): Question | undefined {
    return this.#questions[this.#head];
  }

  push(question: Question): void {
    if (question.kind === 'query' || question.kind === 'execute') this.#newest = question.statement;
    this.#questions.push(question);
  }

  shift(): void {
    this.#goOnAt(this.#head + 1);
  }

  /** The newest that may turn out to take a copy; it may be over. */
  newestCarriedOut(): RunningStatement | null {
    return this.#newest;
  }

  /**
   * The target takes a copy, in which it overlooks every Sync: they are no questions any more, up to the end of the copy.
   * @returns whether that end is already sent.
   */
  takesCopy(): boolean {
    const end = this.#find('end of copy');
    const until = end ?? this.#questions.length - 1;
    const isKept = ({ kind }: Question) => kind !== 'sync' && kind !== 'end of copy';
    const kept = this.#questions.slice(this.#head, until + 1).filter(isKept);
    const start = until + 1 - kept.length;
    for (const [index, question] of kept.entries()) this.#questions[start + index] = question;
    this.#goOnAt(start);
    return end !== null;
  }

  /** Takes out all before the next Sync, or all where there is none. */
  upToSync(): readonly Question[] {
    const until = this.#find('sync') ?? this.#questions.length;
    const taken = this.#questions.slice(this.#head, until);
    this.#goOnAt(until);
    return taken;
  }

  clear(): readonly Question[] {
    const taken = this.#questions.slice(this.#head);
    this.#goOnAt(this.#questions.length);
    return taken;
  }

  /** Resolves once there are not too many, or none any more; null: at once. */
  room(): Promise<void> | null {
    if (this.#count < this.#limit) return null;
    return new Promise((resolve) => {
      this.#whenRoom = resolve;
    });
  }

  get #count(): number {
    return this.#questions.length - this.#head;
  }

  #find(kind: Question['kind']): number | null {
    for (let at = this.#head; at < this.#questions.length; at += 1) if (this.#questions[at]?.kind === kind) return at;
    return null;
  }

  #goOnAt(place: number): void {
    this.#head = place;
    while (this.next()?.kind === 'end of copy') this.#head += 1;
    if (this.isEmpty || (this.#head >= MIN_ANSWERED && this.#head > this.#count)) {
      this.#questions = this.#questions.slice(this.#head);
      this.#head = 0;
    }
    if (this.#count < this.#limit / 2) this.#whenRoom?.();
  }
}
