/** What is told of the statements of a session, and who decides about them. */

/**
 * - `query`: a simple query, which may hold many statements
 * - `parse`: a statement is prepared; `execute`: one that was prepared is carried out
 * - `function_call`: by its number, beside all SQL
 */
export type StatementKind = 'query' | 'parse' | 'execute' | 'function_call';

export interface StatementSent {
  /** 1 for the first of a session. */
  readonly sequence: number;
  readonly kind: StatementKind;
  /**
   * With passwords masked. Of an `execute` the beginning of what was prepared, as far as it is known when it is sent;
   * null where it is not, as for cursors.
   */
  readonly text: string | null;
  /** Of an `execute`: the sequence of the `parse` that it stems from, as far as it is known when it is sent. */
  readonly prepared: number | null;
  readonly verdict: StatementVerdict;
}

/**
 * - `done`, `failed`: as the target said
 * - `blocked`: by a rule; the target has seen nothing of it
 * - `suspended`: an `execute` that gave as many rows as it was asked for, and has more
 * - `skipped`: the target passed over it after an error before it
 * - `lost`: the connection ended before there was an answer
 */
export type StatementOutcome = 'done' | 'failed' | 'blocked' | 'suspended' | 'skipped' | 'lost';

export interface CopyCount {
  /** `in`: to the target. */
  readonly direction: 'in' | 'out';
  readonly bytes: number;
  /** Messages; clients send a line in each, or some. The server's count of rows is in the tag. */
  readonly messages: number;
}

export interface StatementResult {
  readonly sequence: number;
  readonly outcome: StatementOutcome;
  /** What the server says was done, such as `UPDATE 3`: one for each statement of a query, the first 100. */
  readonly tags: readonly string[];
  /** That were sent to the client. */
  readonly rows: number;
  readonly copy: CopyCount | null;
  /** SQLSTATE; null where there was no error. */
  readonly sqlState: string | null;
  /**
   * Of an `execute`: the `parse` that it stems from, as the target has confirmed it; null where it is not known, as after
   * PREPARE, DEALLOCATE, DISCARD, DO and CALL. It is wrong where a function that a query has called gave the name another
   * meaning, which the protocol does not tell.
   */
  readonly prepared: number | null;
  readonly durationMs: number;
}

/** Writes down what happens. The values of parameters are not told. */
export interface StatementJournal {
  /** Resolves once it is certain to be recorded; only then is the statement sent. A rejection ends the session. */
  sent(statement: StatementSent): Promise<void>;
  /** Must not throw, and is not waited for. */
  answered(result: StatementResult): void;
}

export interface StatementVerdict {
  /** `alert` lets pass; whoever records makes the noise. */
  readonly action: 'allow' | 'alert' | 'block';
  /** Name of the rule, shown to the client where it blocks. */
  readonly rule?: string;
  /** What the client is told where it blocks; left out: that the rule does. */
  readonly words?: string;
}

/** An accident guard: what can be written in one way can be written in another. */
export interface StatementRules {
  /**
   * What the client sends after it waits for the verdict. A throw blocks.
   *
   * @param text what the client sent, with passwords; for a function call `function call <number>`
   * @param masked the same without them, to be shown
   */
  judge(
    text: string,
    kind: Exclude<StatementKind, 'execute'>,
    masked: string,
  ): StatementVerdict | Promise<StatementVerdict>;
}
