/** Records a session of SQL: each statement as a marker that can be searched, and as text that players show. */

import { statementLabel } from '../../store/recordings/statement-label.ts';
import { MAX_EVENT_LENGTH, piecesOf } from './cast-events.ts';
import type { RecordingWriter } from './recording-writer.ts';

/** How the target has answered. */
export interface StatementOutcome {
  /** Of CommandComplete, such as `SELECT 3`; null where there was none. */
  readonly tag: string | null;
  /** SQLSTATE and message of an error; null where there was none. */
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly durationMs: number;
}

/** Of a marker, beside its number. */
const MAX_TEXT_LENGTH = MAX_EVENT_LENGTH - 32;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** The markers hold the text as it was given; where it is shown, control characters are replaced and lines are a terminal's. */
export class StatementRecorder {
  readonly #writer: RecordingWriter;
  #count = 0;

  constructor(writer: RecordingWriter) {
    this.#writer = writer;
  }

  /**
   * To be called before the statement is sent; what must be recorded before it happens waits for `RecordingWriter.stored`.
   * @param text with passwords masked already: what is given here is kept.
   * @returns its number within the session, and whether to go on at once.
   */
  begin(text: string): { readonly number: number; readonly mayGoOn: boolean } {
    this.#count += 1;
    const number = this.#count;
    const [first = '', ...others] = piecesOf(text, MAX_TEXT_LENGTH);
    this.#writer.marker(statementLabel(number, first, false));
    for (const piece of others) this.#writer.marker(statementLabel(number, piece, true));
    return { number, mayGoOn: this.#writer.shownText(shown(`#${number} ${text}\n`)) };
  }

  /** Outcomes may come in another order than the statements. @returns whether to go on at once. */
  end(number: number, { tag, error, durationMs }: StatementOutcome): boolean {
    const outcome = error ? `ERROR ${error.code}: ${error.message}` : (tag ?? 'no answer');
    return this.#writer.shownText(shown(`-- #${number}: ${outcome} (${Math.round(durationMs)} ms)\n`));
  }
}

function shown(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, '\ufffd').replaceAll('\n', '\r\n');
}
