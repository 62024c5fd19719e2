/** Counts output that is on its way to a page, so that a slow page holds little memory and a stuck one no more. */

export interface Watermarks {
  /** At so many bytes the window closes. */
  readonly high: number;
  /** Below so many it opens again. */
  readonly low: number;
}

export class OutputWindow {
  readonly #marks: Watermarks;
  readonly #buffered: () => number;
  #sent = 0;
  #acknowledged = 0;
  #closed = false;

  /** @param buffered bytes that the connection has not given to the network yet. */
  constructor(marks: Watermarks, buffered: () => number) {
    this.#marks = marks;
    this.#buffered = buffered;
  }

  /** Bytes sent since the beginning. */
  get sent(): number {
    return this.#sent;
  }

  /** Counts what is sent. Answers whether more may follow. */
  send(bytes: number): boolean {
    this.#sent += bytes;
    if (this.#load() >= this.#marks.high) this.#closed = true;
    return !this.#closed;
  }

  /**
   * The page has shown `total` bytes since the beginning.
   * @returns false where that cannot be: fewer than it said before, or more than it was sent.
   */
  acknowledge(total: number): boolean {
    if (total < this.#acknowledged || total > this.#sent) return false;
    this.#acknowledged = total;
    return true;
  }

  /** True once after the window was closed, when there is room again. */
  reopens(): boolean {
    if (!this.#closed || this.#load() >= this.#marks.low) return false;
    this.#closed = false;
    return true;
  }

  /** What the network has not taken counts by itself: it holds our memory, whatever the page says. */
  #load(): number {
    return Math.max(this.#sent - this.#acknowledged, this.#buffered());
  }
}
