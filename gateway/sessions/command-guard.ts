/** Holds commands and statements against the rules of a policy: a guard against accidents, not a boundary. */

import type { CommandAction, CommandRule } from '../../domain/policy/rules.ts';
import type { SessionEvent } from '../../store/connect-sessions/session-audit.ts';
import { isFoundIn } from '../../store/policy/patterns.ts';

export interface CommandVerdict {
  readonly action: CommandAction;
  /** Name of the rule; left out where none speaks of it. */
  readonly rule?: string;
}

/** Longer ones are judged by their beginning: nobody types so much by accident. */
const JUDGED_CHARACTERS = 16_384;
/** So often a rule is put on record each time; afterwards only when that has doubled. */
const TOLD_EACH_TIME = 100;

export class CommandGuard {
  readonly #rules: readonly CommandRule[];
  readonly #tell: (event: Omit<SessionEvent, 'actor'>) => void;
  /** How often each rule has alerted or blocked. */
  readonly #counts = new Map<string, number>();

  /** @param tell puts on record what a rule was about. */
  constructor(rules: readonly CommandRule[], tell: (event: Omit<SessionEvent, 'actor'>) => void) {
    this.#rules = rules;
    this.#tell = tell;
  }

  /**
   * What the first rule says in whose pattern it is found; alerts and blocks are put on record, without the text. A client
   * that goes on and on does not fill the log.
   */
  judge(text: string): CommandVerdict {
    const judged = text.slice(0, JUDGED_CHARACTERS);
    const found = this.#rules.find(({ pattern }) => isFoundIn(pattern, judged));
    if (!found) return { action: 'allow' };
    const { name: rule, action } = found;
    const times = action === 'allow' ? null : this.#count(rule);
    if (times === null) return { action, rule };
    if (action === 'alert') this.#tell({ operation: 'session.command', change: `rule ${rule} was alerted${times}` });
    else {
      const change = `rule ${rule} has blocked it${times}`;
      this.#tell({ operation: 'session.command', status: 'denied', code: 'policy_refused', change });
    }
    return { action, rule };
  }

  /** @returns what a record adds; null: there is to be none. */
  #count(rule: string): string | null {
    const count = (this.#counts.get(rule) ?? 0) + 1;
    this.#counts.set(rule, count);
    if (count <= TOLD_EACH_TIME) return '';
    return Number.isInteger(Math.log2(count / TOLD_EACH_TIME)) ? `, ${count} times by now` : null;
  }

  /** Name of the rule that blocks it; null: it may pass. */
  blocks(text: string): string | null {
    const { action, rule = '' } = this.judge(text);
    return action === 'block' ? rule : null;
  }
}

/** As whoever gave the command is told. */
export function blockedInWords(rule: string): string {
  return `blocked by the rule ${rule} of this session's policy`;
}
