/** Thrown by a step that can never be taken: repeating it is of no use. */

export class StepDefect extends Error {
  override readonly name = 'StepDefect';
  /** Stable, in snake_case: the job ends with it. */
  readonly code: string;

  /** @param message says what is wrong and what to do; it goes to the caller, so it quotes nothing secret. */
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
