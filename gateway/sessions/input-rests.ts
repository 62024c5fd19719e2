/** Why input rests in a session: by somebody's word, or for want of a moderator. Neither lifts the other. */

type RestCause = 'suspended' | 'unattended';

/** Lets input rest and go on, and tells the person. */
interface RestingDoor {
  suspend(line: string): void;
  resume(line: string): void;
}

export class InputRests {
  /** With what the person is told. */
  readonly #lines = new Map<RestCause, string>();
  #control: RestingDoor | undefined;

  /** What rests already begins to do so at the door. */
  attach(control: RestingDoor): void {
    this.#control = control;
    const [line] = this.#lines.values();
    if (line !== undefined) control.suspend(line);
  }

  /** Once for each cause. */
  begin(cause: RestCause, line: string): void {
    if (this.#lines.has(cause)) return;
    this.#lines.set(cause, line);
    this.#control?.suspend(line);
  }

  end(cause: RestCause, line: string): void {
    if (!this.#lines.delete(cause)) return;
    const [other] = this.#lines.values();
    if (other === undefined) this.#control?.resume(line);
    else this.#control?.suspend(other);
  }
}
