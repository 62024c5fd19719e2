/** Turns what passes through a session into events of a cast: text is whole, times never go back, no event is long. */

import { StringDecoder } from 'node:string_decoder';
import type { EventCode, RecordedEvent } from '../../domain/recording.ts';

/** UTF-16 units. In JSON one may take six bytes. */
export const MAX_EVENT_LENGTH = 16_384;

/** A direction of a channel: bytes of a character that was cut wait for the others of the same. */
type Stream = `${number}${'i' | 'o'}`;

export class CastEvents {
  readonly #now: () => number;
  readonly #decoders = new Map<Stream, StringDecoder>();
  #lastTime = 0;

  /** @param now milliseconds since the recording began. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Bytes as they come, cut anywhere. What is not UTF-8 is replaced by U+FFFD. */
  bytes(code: 'i' | 'o', bytes: Uint8Array, channel: number): RecordedEvent[] {
    const stream: Stream = `${channel}${code}`;
    let decoder = this.#decoders.get(stream);
    if (!decoder) {
      decoder = new StringDecoder('utf8');
      this.#decoders.set(stream, decoder);
    }
    return this.text(code, decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  }

  /** What a channel has left that ends, or all of them. */
  endChannel(channel?: number): RecordedEvent[] {
    const ended: RecordedEvent[] = [];
    for (const [stream, decoder] of this.#decoders) {
      if (channel !== undefined && Number.parseInt(stream, 10) !== channel) continue;
      ended.push(...this.text(stream.endsWith('i') ? 'i' : 'o', decoder.end()));
      this.#decoders.delete(stream);
    }
    return ended;
  }

  /** In as many events as it takes; none for no text. */
  text(code: EventCode, text: string): RecordedEvent[] {
    const time = this.#time();
    return piecesOf(text).map((data) => ({ time, code, data }));
  }

  #time(): number {
    this.#lastTime = Math.max(this.#lastTime, this.#now() / 1_000);
    return this.#lastTime;
  }
}

/** Pieces of at most so many UTF-16 units, never cut within a surrogate pair. */
export function piecesOf(text: string, longest = MAX_EVENT_LENGTH): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    let to = Math.min(from + longest, text.length);
    if (to < text.length && isHighSurrogate(text.charCodeAt(to - 1))) to -= 1;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
