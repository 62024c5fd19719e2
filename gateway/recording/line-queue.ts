/** Lines that wait to be stored, in order, and since when they do. */

interface WaitingLine {
  readonly line: Buffer;
  /** The header is a line, and no event. */
  readonly isEvent: boolean;
  /** By the clock of the writer, in milliseconds. */
  readonly at: number;
}

export interface TakenLines {
  readonly lines: Buffer;
  readonly events: number;
  /** How many lines. */
  readonly count: number;
  /** Since when the first of them has waited. */
  readonly since: number;
}

export class LineQueue {
  #waiting: WaitingLine[] = [];
  #bytes = 0;

  /** Of what waits. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Since when the first line has waited. */
  get since(): number | undefined {
    return this.#waiting[0]?.at;
  }

  add(text: string, isEvent: boolean, at: number): void {
    const line = Buffer.from(text, 'utf8');
    this.#waiting.push({ line, isEvent, at });
    this.#bytes += line.length;
  }

  /** Whole lines from the front, until they have `enough` bytes; undefined where none waits. */
  take(enough: number): TakenLines | undefined {
    let count = 0;
    let bytes = 0;
    for (const { line } of this.#waiting) {
      if (bytes >= enough) break;
      count += 1;
      bytes += line.length;
    }
    const taken = this.#waiting.splice(0, count);
    const [first] = taken;
    if (!first) return undefined;
    this.#bytes -= bytes;
    const events = taken.filter(({ isEvent }) => isEvent).length;
    const lines = Buffer.concat(taken.map(({ line }) => line));
    return { lines, events, count, since: first.at };
  }
}
