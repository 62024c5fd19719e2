/**
 * Who moderates a live session. Where one has to be there, nothing begins before, and input rests whenever it is not
 * certain that one is; after a grace the session ends, where its policy says so.
 */

import type { ModerationTerms, SessionEndReason, SessionWait } from '../../domain/connect-session.ts';
import type { HeldEvent } from '../../store/connect-sessions/gateway-writes.ts';
import { comingOrGoing } from '../../store/connect-sessions/moderate-session.ts';
import type { OpenedView } from '../../store/connect-sessions/open-view.ts';
import type { TerminalEnd } from '../web/contract.ts';
import { QuestionDesk, type QuestionScreen } from './question-desk.ts';

/** The page of a moderator. */
export interface Moderator extends QuestionScreen {
  readonly view: OpenedView;
  /** Tells them why, and closes the page. */
  end(end: TerminalEnd): void;
}

export interface ModerationParts {
  /** null: nobody has to be there; whoever may comes and goes. */
  readonly terms: ModerationTerms | null;
  /** Puts on record what happens, and what is waited for from then on. */
  record(event: HeldEvent, waitsFor: SessionWait | null): Promise<void>;
  /** That they have come or gone could not be written down. Who has come is no moderator then. */
  onNotRecorded(moderator: Moderator, error: unknown): void;
  /** Input rests for want of a moderator, or not any more; with a line for the person. */
  rest(isResting: boolean, line: string): void;
  /** It is to end. */
  giveUp(reason: SessionEndReason, words: string): void;
}

/** Rights are asked every three seconds: one of whom nothing was heard for so long is not counted on. */
const CONFIRMED_FOR_MS = 12_000;
const MINUTE_MS = 60_000;

interface Standing {
  confirmedAt: number;
  isOnRecord: boolean;
}

export class Moderation {
  readonly desk = new QuestionDesk();
  readonly #parts: ModerationParts;
  readonly #moderators = new Map<Moderator, Standing>();
  /** Those whom questions are put to. */
  readonly #counted = new Set<Moderator>();
  #isThere = false;
  #isOver = false;
  /** Until when one is waited for. */
  #timer: NodeJS.Timeout | undefined;
  /** Records in the order in which people came and went, and questions were put and answered. */
  #records: Promise<void> = Promise.resolve();
  #waiting: { readonly go: () => void; readonly stop: (error: Error) => void }[] = [];

  constructor(parts: ModerationParts) {
    this.#parts = parts;
    const { terms } = parts;
    if (terms === null) return;
    parts.rest(true, `a moderator is waited for, for ${terms.wait_minutes} minutes at most`);
    this.#giveUpAfter(terms.wait_minutes * MINUTE_MS, 'no_moderator', 'no moderator has come');
  }

  /** Whether all are there who have to be. */
  get isAttended(): boolean {
    return this.#parts.terms === null || this.#isThere;
  }

  /** Resolves once nothing has to be waited for. @throws Error where it is over before. */
  async whenThere(): Promise<void> {
    if (this.isAttended) return;
    if (this.#isOver) throw new Error('the session is over');
    await new Promise<void>((go, stop) => this.#waiting.push({ go, stop }));
  }

  /** Their page is there. They count once that is on record. */
  enter(moderator: Moderator): void {
    if (this.#isOver) return;
    const standing = { confirmedAt: performance.now(), isOnRecord: false };
    this.#moderators.set(moderator, standing);
    this.#tell(async () => {
      try {
        await this.#parts.record(comingOrGoing(moderator.view, 'a moderator has come'), this.#waitsFor(true));
        standing.isOnRecord = true;
        this.look();
      } catch (error) {
        this.#moderators.delete(moderator);
        this.#parts.onNotRecorded(moderator, error);
      }
    });
  }

  leave(moderator: Moderator): void {
    if (!this.#moderators.delete(moderator)) return;
    // At once: what is on record about it follows.
    this.look();
    if (this.#isOver) return;
    this.#tell(async () => {
      try {
        await this.#parts.record(comingOrGoing(moderator.view, 'a moderator has gone'), this.#waitsFor());
      } catch (error) {
        if (this.#isOver) return;
        this.#parts.onNotRecorded(moderator, error);
        this.#parts.giveUp('not_recorded', 'what happens cannot be recorded');
      }
    });
  }

  /** Their right was asked, and holds. */
  confirmed(moderator: Moderator): void {
    const standing = this.#moderators.get(moderator);
    if (standing) standing.confirmedAt = performance.now();
  }

  /** Time has passed, or something has happened. */
  look(): void {
    if (this.#isOver) return;
    for (const [moderator, standing] of this.#moderators) {
      if (isCertain(standing)) this.#count(moderator);
      else this.#discount(moderator);
    }
    for (const moderator of [...this.#counted]) if (!this.#moderators.has(moderator)) this.#discount(moderator);
    this.#turn(this.#counted.size > 0);
  }

  /** Whoever waits for something hears that it does not come. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.desk.close();
    for (const { stop } of this.#waiting.splice(0)) stop(new Error('the session is over'));
  }

  /** Puts a question, or the answer to one, on record. Rejects where that cannot be done. */
  tell(event: HeldEvent): Promise<void> {
    const told = this.#records.then(() => this.#parts.record(event, this.#waitsFor()));
    this.#records = told.catch(() => undefined);
    return told;
  }

  /** Resolves when all that was to be written down about moderators is. */
  recorded(): Promise<void> {
    return this.#records;
  }

  #turn(isThere: boolean): void {
    const { terms } = this.#parts;
    if (terms === null || isThere === this.#isThere) return;
    this.#isThere = isThere;
    if (isThere) {
      clearTimeout(this.#timer);
      this.#parts.rest(false, 'a moderator is there');
      for (const { go } of this.#waiting.splice(0)) go();
    } else {
      const { grace_seconds: grace } = terms;
      const follows = grace === null ? 'rests until' : `ends in ${grace} seconds unless`;
      this.#parts.rest(true, `the moderator has gone: the session ${follows} one is there again`);
      if (grace !== null) this.#giveUpAfter(grace * 1_000, 'moderator_left', 'its moderator has gone');
    }
  }

  #count(moderator: Moderator): void {
    if (this.#counted.has(moderator)) return;
    this.#counted.add(moderator);
    this.desk.join(moderator);
  }

  #discount(moderator: Moderator): void {
    if (!this.#counted.delete(moderator)) return;
    this.desk.leave(moderator);
  }

  #waitsFor(isSomebodyThere = [...this.#moderators.values()].some(({ isOnRecord }) => isOnRecord)): SessionWait | null {
    if (this.#parts.terms !== null && !isSomebodyThere) return 'moderator';
    return this.desk.isAsking ? 'answer' : null;
  }

  #giveUpAfter(ms: number, reason: SessionEndReason, words: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#parts.giveUp(reason, words), ms);
  }

  #tell(work: () => Promise<void>): void {
    this.#records = this.#records.then(work);
  }
}

function isCertain({ isOnRecord, confirmedAt }: Standing): boolean {
  return isOnRecord && performance.now() - confirmedAt < CONFIRMED_FOR_MS;
}
