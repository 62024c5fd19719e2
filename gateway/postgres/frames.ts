/** Cuts what arrives into the messages of the protocol (PostgreSQL manual, 54.7): a type, a length, a body. */

import { ProtocolViolation } from './protocol-violation.ts';

export const HEADER_BYTES = 5;
/** Of the length itself, which counts itself. */
const LENGTH_BYTES = 4;

/** One whole message. */
export interface Frame {
  /** One character. */
  readonly type: string;
  /** With the header. */
  readonly bytes: Buffer;
}

const NOTHING = Buffer.alloc(0);

export class FrameSplitter {
  readonly #maxBytes: number;
  /** Of a header that has not come whole. */
  #begun: Buffer = NOTHING;
  /** Of a message whose end is still to come. */
  #unfinished: Buffer | undefined;
  #filled = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * The messages that end in `chunk`, each cut when it is asked for.
   * @throws ProtocolViolation where one has an impossible length, or more than is taken.
   */
  *split(chunk: Buffer): Generator<Frame, void> {
    const bytes = this.#begun.length > 0 ? Buffer.concat([this.#begun, chunk]) : chunk;
    this.#begun = NOTHING;
    let at = 0;
    if (this.#unfinished) {
      at = bytes.copy(this.#unfinished, this.#filled);
      this.#filled += at;
      if (this.#filled < this.#unfinished.length) return;
      const finished = this.#unfinished;
      this.#unfinished = undefined;
      yield frameOf(finished);
    }
    while (bytes.length - at >= HEADER_BYTES) {
      const end = at + this.#size(bytes, at);
      if (end > bytes.length) {
        // In a place of its own from the start, so that a message of many small pieces is copied once.
        this.#unfinished = Buffer.allocUnsafeSlow(end - at);
        this.#filled = bytes.copy(this.#unfinished, 0, at);
        return;
      }
      yield frameOf(bytes.subarray(at, end));
      at = end;
    }
    if (at < bytes.length) this.#begun = Buffer.from(bytes.subarray(at));
  }

  #size(bytes: Buffer, at: number): number {
    const length = bytes.readUInt32BE(at + 1);
    if (length < LENGTH_BYTES) throw new ProtocolViolation('sent a message of impossible length');
    const size = length + 1;
    if (size > this.#maxBytes) {
      throw new ProtocolViolation(`sent a message of more than ${this.#maxBytes} bytes`, '54000');
    }
    return size;
  }
}

function frameOf(bytes: Buffer): Frame {
  return { type: String.fromCharCode(bytes[0] ?? 0), bytes };
}
