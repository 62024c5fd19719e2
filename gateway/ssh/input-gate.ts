/** Lets input through, or not: the one place where a session is suspended. */

export class InputGate {
  #open = true;
  #waiting: (() => void)[] = [];

  get isOpen(): boolean {
    return this.#open;
  }

  shut(): void {
    this.#open = false;
  }

  open(): void {
    this.#open = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  /** Resolves at once where it is open. */
  async whenOpen(): Promise<void> {
    // It may have been shut again before those who waited come to it.
    while (!this.#open) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
