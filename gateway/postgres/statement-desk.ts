/** Where a statement is judged and recorded before it is sent. */

import { maskPasswords } from './mask-passwords.ts';
import { RunningStatement } from './running-statement.ts';
import type { ServerSettings } from './server-settings.ts';
import type { Prepared } from './statement-names.ts';
import type { StatementJournal, StatementKind, StatementRules, StatementSent, StatementVerdict } from './statements.ts';

/** Thrown where a statement could not be recorded, which must then not be sent. */
export class NotRecorded extends Error {
  override readonly name = 'NotRecorded';
}

export interface RecordedStatement {
  readonly statement: RunningStatement;
  /** As it was recorded. */
  readonly masked: string;
}

function refusalOf({ action, rule = 'without a name', words }: StatementVerdict): string | null {
  if (action !== 'block') return null;
  return words ?? `this statement is blocked by the rule ${rule} of this session`;
}

const ALLOWED: StatementVerdict = { action: 'allow' };

export class StatementDesk {
  readonly #recorder: StatementJournal;
  readonly #rules: StatementRules | null;
  readonly #settings: ServerSettings;
  #sequence = 0;

  constructor(recorder: StatementJournal, rules: StatementRules | null, settings: ServerSettings) {
    this.#recorder = recorder;
    this.#rules = rules;
    this.#settings = settings;
  }

  /** How many there were. */
  get count(): number {
    return this.#sequence;
  }

  /** @throws NotRecorded */
  async take(kind: Exclude<StatementKind, 'execute'>, text: string): Promise<RecordedStatement> {
    const masked = maskPasswords(text, this.#settings.backslashEscapes);
    const verdict = await this.#judge(text, kind, masked);
    const statement = await this.#record({ kind, text: masked, prepared: null, verdict });
    return { statement, masked };
  }

  /** Of what was prepared before, and judged then. @throws NotRecorded */
  takeExecute(prepared: Prepared | null): Promise<RunningStatement> {
    const { text = null, sequence = null } = prepared ?? {};
    return this.#record({ kind: 'execute', text, prepared: sequence, verdict: ALLOWED });
  }

  async #judge(text: string, kind: Exclude<StatementKind, 'execute'>, masked: string): Promise<StatementVerdict> {
    try {
      return (await this.#rules?.judge(text, kind, masked)) ?? ALLOWED;
    } catch {
      return { action: 'block', rule: 'that could not be asked' };
    }
  }

  async #record(sent: Omit<StatementSent, 'sequence'>): Promise<RunningStatement> {
    this.#sequence += 1;
    const sequence = this.#sequence;
    try {
      await this.#recorder.sent({ sequence, ...sent });
    } catch (error) {
      throw new NotRecorded('the statement could not be recorded', { cause: error });
    }
    return new RunningStatement(this.#recorder, sequence, refusalOf(sent.verdict));
  }
}
