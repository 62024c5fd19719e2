/** Holds commands and statements against the rules of a policy: a guard against accidents, not a boundary. */

import type { CommandAction, CommandRule } from '../../domain/policy/rules.ts';
import type { SessionEvent } from '../../store/connect-sessions/session-audit.ts';
import { isFoundIn } from '../../store/policy/patterns.ts';
import type { AskedCommand } from './ask-moderator.ts';

export interface CommandDecision {
  readonly action: Exclude<CommandAction, 'ask'>;
  /** Name of the rule; left out where none speaks of it. */
  readonly rule?: string;
  /** Why it does not pass, for whoever gave it. */
  readonly words?: string;
}

/** What is shown of a command, which may have to be found out. */
export type Shown = string | (() => string | Promise<string>);

export interface GuardParts {
  /** Puts on record what a rule was about. */
  tell(event: Omit<SessionEvent, 'actor'>): void;
  /** @returns why it does not pass; null: a moderator has allowed it. Must not reject. */
  ask(command: AskedCommand): Promise<string | null>;
}

/** So much is held against rules, since each of them takes its time; where one may stop something, nothing longer passes. */
export const MOST_JUDGED_CHARACTERS = 131_072;
/** Counts what is too long; no rule is named so. */
const TOO_LONG = '';
/** So often a rule is put on record each time; afterwards only when that has doubled. */
const TOLD_EACH_TIME = 100;
/** For a moderator to answer, where the rule does not say. */
const ANSWER_SECONDS = 60;

export class CommandGuard {
  readonly #rules: readonly CommandRule[];
  readonly #parts: GuardParts;
  /** How often each rule has spoken. */
  readonly #counts = new Map<string, number>();

  constructor(rules: readonly CommandRule[], parts: GuardParts) {
    this.#rules = rules;
    this.#parts = parts;
  }

  /** Whether any rule blocks or asks. */
  get mayStop(): boolean {
    return this.#rules.some(({ action }) => action === 'block' || action === 'ask');
  }

  /**
   * What the first rule says in whose pattern it is found; at once, unless somebody is asked. Alerts, blocks and questions are
   * put on record, without the text. A client that goes on and on does not fill the log. What is too long to be judged is
   * blocked where any rule blocks or asks, and judged by its beginning where none does.
   *
   * @param shown to moderators; default: as it was given.
   */
  decide(text: string, shown: Shown = text): CommandDecision | Promise<CommandDecision> {
    if (this.mayStop && text.length > MOST_JUDGED_CHARACTERS) return this.refuseTooLong();
    const judged = text.slice(0, MOST_JUDGED_CHARACTERS);
    const found = this.#rules.find(({ pattern }) => isFoundIn(pattern, judged));
    if (!found) return { action: 'allow' };
    const { name: rule, action } = found;
    if (action === 'allow') return { action, rule };
    const times = this.#count(rule);
    if (action === 'ask') return this.#ask(found, shown, times);
    if (times !== null) this.#tell(rule, action, times);
    return action === 'alert' ? { action, rule } : { action, rule, words: blockedInWords(rule) };
  }

  async #ask(
    { name: rule, answer_seconds: seconds = ANSWER_SECONDS }: CommandRule,
    shown: Shown,
    times: string | null,
  ) {
    const showing = typeof shown === 'string' ? shown : shown();
    const text = typeof showing === 'string' ? showing : await showing;
    const words = await this.#parts.ask({ rule, text, seconds, times });
    return words === null ? ({ action: 'allow', rule } as const) : ({ action: 'block', rule, words } as const);
  }

  /** What becomes of something that is too long to be judged; it is put on record. */
  refuseTooLong(): CommandDecision {
    const times = this.#count(TOO_LONG);
    if (times !== null) {
      const change = `it was too long to be judged${times}`;
      this.#parts.tell({ operation: 'session.command', status: 'denied', code: 'policy_refused', change });
    }
    return { action: 'block', words: TOO_LONG_IN_WORDS };
  }

  #tell(rule: string, action: 'alert' | 'block', times: string): void {
    if (action === 'alert')
      this.#parts.tell({ operation: 'session.command', change: `rule ${rule} was alerted${times}` });
    else {
      const change = `rule ${rule} has blocked it${times}`;
      this.#parts.tell({ operation: 'session.command', status: 'denied', code: 'policy_refused', change });
    }
  }

  /** @returns what a record adds; null: there is to be none. */
  #count(rule: string): string | null {
    const count = (this.#counts.get(rule) ?? 0) + 1;
    this.#counts.set(rule, count);
    if (count <= TOLD_EACH_TIME) return '';
    return Number.isInteger(Math.log2(count / TOLD_EACH_TIME)) ? `, ${count} times by now` : null;
  }
}

const TOO_LONG_IN_WORDS = `blocked, since it has more than the ${MOST_JUDGED_CHARACTERS.toLocaleString('en')} characters that can be held against the rules of this session's policy: give it in parts`;

function blockedInWords(rule: string): string {
  return `blocked by the rule ${rule} of this session's policy`;
}
