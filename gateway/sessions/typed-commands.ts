/**
 * Reads lines out of what is typed into a terminal, and keeps those from being entered that a rule blocks, or that a moderator
 * has not allowed. It sees keys and not what the shell makes of them: lines from the history, completions, pastes into an
 * editor, and what a program asks for pass unseen or are read wrongly.
 */

import { StringDecoder } from 'node:string_decoder';
import type { GuardedInput } from '../ssh/door.ts';
import { type CommandDecision, type CommandGuard, MOST_JUDGED_CHARACTERS } from './command-guard.ts';
import { EchoedLine } from './echoed-line.ts';
import { HeldPaste, PASTE_BEGINS, PASTE_ENDS } from './held-paste.ts';

const ENTER = /[\r\n]/;
/** Ctrl-E and Ctrl-U: to the end of the line, and all of it away, as shells that edit lines understand them. */
const CLEAR_LINE = '\x05\x15';
/** One more than is judged: a longer line is refused, or read from its beginning alone. */
const KEPT_CHARACTERS = MOST_JUDGED_CHARACTERS + 1;
const NOT_ECHOED = '(not shown: it was not echoed)';
const DROPPED = 'nothing of what was pasted has reached the target';
/** Control sequences and single keys that move within a line or recall another one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are what is read.
const SEQUENCE = /^\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|O[ -~]|[ -NP-Z\\\]-~])/;

export class TypedCommands {
  readonly #guard: CommandGuard;
  readonly #say: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #line = '';
  readonly #echo = new EchoedLine();
  /** Of an escape sequence that is cut. */
  #rest = '';
  /** The last characters, in which a paste may begin. */
  #latest = '';
  /** What is being pasted; null: nothing is. */
  #paste: HeldPaste | null = null;

  /** @param say shows the person a line. */
  constructor(guard: CommandGuard, say: (line: string) => void) {
    this.#guard = guard;
    this.#say = say;
  }

  /** @returns what may reach the target of it; where somebody is asked, no more is taken before `rest` has resolved. */
  take(data: Buffer): GuardedInput {
    return this.#pass([...this.#decoder.write(data)], 0, '');
  }

  /** What the target has printed: of a line that somebody is asked about, they see what was echoed. */
  printed(bytes: Buffer): void {
    this.#echo.add(bytes);
  }

  #pass(characters: readonly string[], from: number, before: string): GuardedInput {
    let passes = before;
    for (let at = from; at < characters.length; at += 1) {
      const character = characters[at] ?? '';
      const held = this.#paste;
      if (held === null && !ENTER.test(character)) {
        passes += character;
        if (this.#line === '') this.#echo.begin();
        if (this.#beginsPaste(character)) this.#paste = new HeldPaste();
        else this.#read(character);
        continue;
      }
      if (held !== null && !this.#endsPaste(held, character)) continue;
      const decision = held === null ? this.#enter() : this.#judge(held);
      const pass = (made: CommandDecision) =>
        held === null ? this.#entered(made, character) : this.#pasted(made, held);
      if (decision instanceof Promise) {
        const rest = decision.then((made) => this.#pass(characters, at + 1, pass(made)));
        return { passes: Buffer.from(passes, 'utf8'), rest };
      }
      passes += pass(decision);
    }
    return { passes: Buffer.from(passes, 'utf8'), rest: null };
  }

  #beginsPaste(character: string): boolean {
    this.#latest = `${this.#latest}${character}`.slice(-PASTE_BEGINS.length);
    if (this.#latest !== PASTE_BEGINS || !this.#guard.mayStop) return false;
    this.#latest = '';
    this.#rest = '';
    return true;
  }

  #endsPaste(held: HeldPaste, character: string): boolean {
    const wasTooLong = held.isTooLong;
    const isAtEnd = held.add(character);
    // At once: what does not end would never be told.
    if (!wasTooLong && held.isTooLong) this.#say(`${this.#guard.refuseTooLong().words}; ${DROPPED}`);
    if (isAtEnd) this.#paste = null;
    return isAtEnd;
  }

  /** What becomes of a paste: of its lines, the last of which is not entered yet. */
  #judge(held: HeldPaste): CommandDecision | Promise<CommandDecision> {
    if (held.isTooLong) return { action: 'block' };
    const [first = '', ...others] = held.lines;
    return this.#judgeEach([`${this.#line}${first}`, ...others].slice(0, -1), 0);
  }

  #judgeEach(lines: readonly string[], from: number): CommandDecision | Promise<CommandDecision> {
    for (let at = from; at < lines.length; at += 1) {
      const line = lines[at] ?? '';
      const decision: CommandDecision | Promise<CommandDecision> =
        // It reaches the target once it is allowed, and is not echoed before.
        line.trim() === '' ? { action: 'allow' } : this.#guard.decide(line, NOT_ECHOED);
      if (decision instanceof Promise)
        return decision.then((made) => (made.action === 'block' ? made : this.#judgeEach(lines, at + 1)));
      if (decision.action === 'block') return decision;
    }
    return { action: 'allow' };
  }

  /** Its beginning has passed; without its text it is an empty one. */
  #pasted({ action, words }: CommandDecision, held: HeldPaste): string {
    if (action === 'block') {
      if (words !== undefined) this.#say(`${words}; ${DROPPED}`);
      return PASTE_ENDS;
    }
    const { lines } = held;
    const last = lines.at(-1) ?? '';
    this.#line = lines.length === 1 ? `${this.#line}${last}`.slice(0, KEPT_CHARACTERS) : last;
    return `${held.text}${PASTE_ENDS}`;
  }

  #enter(): CommandDecision | Promise<CommandDecision> {
    const line = this.#line;
    this.#line = '';
    this.#rest = '';
    this.#latest = '';
    return line.trim() === '' ? { action: 'allow' } : this.#guard.decide(line, () => this.#shown(line));
  }

  #shown(line: string): string | Promise<string> {
    const isEchoed = this.#echo.has(line);
    if (typeof isEchoed === 'boolean') return isEchoed ? line : NOT_ECHOED;
    return isEchoed.then((is) => (is ? line : NOT_ECHOED));
  }

  #entered({ action, words = '' }: CommandDecision, enter: string): string {
    if (action !== 'block') return enter;
    this.#say(words);
    return CLEAR_LINE;
  }

  #read(character: string): void {
    if (this.#rest !== '') {
      this.#rest += character;
      // Longer ones are none.
      if (SEQUENCE.test(this.#rest) || this.#rest.length > 32) this.#rest = '';
      return;
    }
    switch (character) {
      case '\x1b':
        this.#rest = character;
        return;
      case '\x7f':
      case '\b':
        this.#line = withoutLast(this.#line);
        return;
      case '\x03':
      case '\x15':
        this.#line = '';
        return;
      case '\x17':
        this.#line = withoutLastWord(this.#line);
        return;
      default:
        if (this.#line.length >= KEPT_CHARACTERS) return;
        if (character >= ' ') this.#line += character;
        else if (character === '\t') this.#line += ' ';
    }
  }
}

// Both look at no more than they take away: whoever edits a long line again and again keeps nobody else waiting.

function withoutLast(line: string): string {
  const isPair = /[\ud800-\udbff][\udc00-\udfff]/.test(line.slice(-2));
  return line.slice(0, isPair ? -2 : -1);
}

function withoutLastWord(line: string): string {
  const spoken = line.trimEnd();
  let end = spoken.length;
  while (end > 0 && !/\s/.test(spoken.charAt(end - 1))) end -= 1;
  return spoken.slice(0, end);
}
