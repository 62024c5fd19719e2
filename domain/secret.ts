/** A secret value that cannot be printed, serialised or inspected by accident. */

const REDACTED = '[secret]';

/**
 * Holds secret text (a password, a private key, a token). Every implicit conversion answers
 * `[secret]`; the only way to the text is {@link Secret.reveal}, which is easy to search for.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The clear text. Call it at the last moment, and never keep the result. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}
