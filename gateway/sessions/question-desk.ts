/** Commands that wait for a moderator's word: the first who answers decides, and what nobody answers is denied. */

import type { OpenedView } from '../../store/connect-sessions/open-view.ts';

export interface Question {
  /** 1 for the first of a session. */
  readonly id: number;
  /** Name of the rule that asks. */
  readonly rule: string;
  /** What was given, for moderators to read. */
  readonly text: string;
  /** How long is left for an answer. */
  readonly seconds: number;
}

/** How the page of a moderator shows questions. */
export interface QuestionScreen {
  ask(question: Question): void;
  /** It is answered, or answers itself. */
  settled(id: number, isAllowed: boolean): void;
}

/**
 * - `answered`: by a moderator
 * - `unanswered`: by nobody in time
 * - `nobody`: no moderator was there when the time was over
 * - `over`: the session is
 */
export type Ruling =
  | { readonly how: 'answered'; readonly isAllowed: boolean; readonly by: OpenedView }
  | { readonly how: 'unanswered' | 'nobody' | 'over'; readonly isAllowed: false };

interface Open {
  readonly question: Omit<Question, 'seconds'>;
  readonly until: number;
  settle(ruling: Ruling): void;
}

/** More do not wait at once: who reads them has to keep up. */
const MOST_OPEN = 20;

export class QuestionDesk {
  readonly #open = new Map<number, Open>();
  readonly #screens = new Set<QuestionScreen>();
  #last = 0;
  #isClosed = false;

  /** Whether somebody is there to answer. */
  get isAttended(): boolean {
    return this.#screens.size > 0;
  }

  /** Whether somebody waits for an answer. */
  get isAsking(): boolean {
    return this.#open.size > 0;
  }

  /** It waits whether or not a moderator is there: one may come. @returns null where too many wait already. */
  put(rule: string, text: string, seconds: number): { readonly id: number; readonly ruling: Promise<Ruling> } | null {
    if (this.#open.size >= MOST_OPEN) return null;
    this.#last += 1;
    const id = this.#last;
    if (this.#isClosed) return { id, ruling: Promise.resolve({ how: 'over', isAllowed: false }) };
    const ruling = new Promise<Ruling>((resolve) => {
      const limit = setTimeout(() => this.#timeIsUp(id), seconds * 1_000);
      const settle = (said: Ruling) => {
        clearTimeout(limit);
        resolve(said);
      };
      const question = { id, rule, text };
      this.#open.set(id, { question, until: performance.now() + seconds * 1_000, settle });
      for (const screen of this.#screens) screen.ask({ ...question, seconds });
    });
    return { id, ruling };
  }

  /** A moderator is there, and sees what waits. */
  join(screen: QuestionScreen): void {
    this.#screens.add(screen);
    for (const { question, until } of this.#open.values()) {
      screen.ask({ ...question, seconds: Math.max(1, Math.round((until - performance.now()) / 1_000)) });
    }
  }

  /** What waits goes on waiting: they, or another, may come back. */
  leave(screen: QuestionScreen): void {
    this.#screens.delete(screen);
  }

  /** One who is not there, and what is settled already, is not heard. */
  answer(screen: QuestionScreen, id: number, isAllowed: boolean, by: OpenedView): void {
    if (this.#screens.has(screen)) this.#settle(id, { how: 'answered', isAllowed, by });
  }

  /** Nothing is asked any more. */
  close(): void {
    this.#isClosed = true;
    for (const id of [...this.#open.keys()]) this.#settle(id, { how: 'over', isAllowed: false });
  }

  #timeIsUp(id: number): void {
    this.#settle(id, { how: this.#screens.size === 0 ? 'nobody' : 'unanswered', isAllowed: false });
  }

  #settle(id: number, ruling: Ruling): void {
    const open = this.#open.get(id);
    if (!open) return;
    this.#open.delete(id);
    for (const screen of this.#screens) screen.settled(id, ruling.isAllowed);
    open.settle(ruling);
  }
}
