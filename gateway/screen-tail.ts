/**
 * The end of what a target has printed, from which a screen can be drawn again for somebody who comes late or has
 * fallen behind. It is the output and no picture of the screen: what was drawn before it and never since is missing.
 */

const ESC = '\u001b';
/** DEC private modes, such as `ESC [ ? 1049 h` for the second screen of full-screen programs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are driven by control characters
const PRIVATE_MODES = /\u001b\[\?([\d;]{1,40})([hl])/g;
/** The longest sequence that the expression above matches, less one: what may lie across two chunks. */
const CARRY = 43;
const NEW_LINE = 0x0a;

const FIRST_BYTES = 4_096;
const NOTHING = Buffer.alloc(0);

/** Two halves, each a buffer: when the younger is full, the older is forgotten. So nothing is moved byte by byte. */
export class ScreenTail {
  readonly #half: number;
  #older = NOTHING;
  #younger = NOTHING;
  #used = 0;
  #isWhole = true;
  /** The modes that what was cut off has left on or off. */
  readonly #modes = new Map<string, 'h' | 'l'>();
  #carry = '';

  /** @param limit bytes that are kept at most; at least half of them once there were so many. */
  constructor(limit: number) {
    this.#half = Math.ceil(limit / 2);
  }

  add(chunk: Buffer): void {
    for (let start = 0; start < chunk.length; ) {
      const part = chunk.subarray(start, start + this.#half - this.#used);
      this.#append(part);
      start += part.length;
      if (this.#used === this.#half) this.#turn();
    }
  }

  /** What draws the screen on an empty terminal. */
  picture(): Buffer {
    const kept = Buffer.concat([this.#older, this.#younger.subarray(0, this.#used)]);
    if (this.#isWhole) return kept;
    const modes = [...this.#modes].map(([mode, set]) => `${ESC}[?${mode}${set}`).join('');
    return Buffer.concat([Buffer.from(modes), kept.subarray(firstSafeByte(kept))]);
  }

  #append(part: Buffer): void {
    const needed = this.#used + part.length;
    if (needed > this.#younger.length) {
      const grown = Buffer.alloc(Math.min(this.#half, Math.max(needed, 2 * this.#younger.length, FIRST_BYTES)));
      this.#younger.copy(grown);
      this.#younger = grown;
    }
    part.copy(this.#younger, this.#used);
    this.#used = needed;
  }

  #turn(): void {
    if (this.#older.length > 0) {
      this.#forget(this.#older);
      this.#isWhole = false;
    }
    this.#older = this.#younger;
    this.#younger = NOTHING;
    this.#used = 0;
  }

  #forget(bytes: Buffer): void {
    const text = this.#carry + bytes.toString('latin1');
    for (const [, modes = '', set] of text.matchAll(PRIVATE_MODES)) {
      for (const mode of modes.split(';')) if (mode !== '') this.#modes.set(mode, set === 'h' ? 'h' : 'l');
    }
    this.#carry = text.slice(-CARRY);
  }
}

/** Behind the first end of a line; where there is none, at the first byte that begins a character. */
function firstSafeByte(bytes: Buffer): number {
  const line = bytes.indexOf(NEW_LINE);
  if (line !== -1) return line + 1;
  const start = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  return Math.max(start, 0);
}
