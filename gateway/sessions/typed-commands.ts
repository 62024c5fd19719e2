/**
 * Reads lines out of what is typed into a terminal, and keeps those from being entered that a rule blocks, or that a moderator
 * has not allowed. It sees keys and not what the shell makes of them: lines from the history, completions, pastes into an
 * editor, and what a program asks for pass unseen or are read wrongly.
 */

import { StringDecoder } from 'node:string_decoder';
import type { GuardedInput } from '../ssh/door.ts';
import { type CommandDecision, type CommandGuard, MOST_JUDGED_CHARACTERS } from './command-guard.ts';

const ENTER = /[\r\n]/;
/** Ctrl-E and Ctrl-U: to the end of the line, and all of it away, as shells that edit lines understand them. */
const CLEAR_LINE = '\x05\x15';
/** One more than is judged: a longer line is refused, or read from its beginning alone. */
const KEPT_CHARACTERS = MOST_JUDGED_CHARACTERS + 1;
/** Control sequences and single keys that move within a line or recall another one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are what is read.
const SEQUENCE = /^\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|O[ -~]|[ -NP-Z\\\]-~])/;

export class TypedCommands {
  readonly #guard: CommandGuard;
  readonly #say: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #line = '';
  /** Of an escape sequence that is cut. */
  #rest = '';

  /** @param say shows the person a line. */
  constructor(guard: CommandGuard, say: (line: string) => void) {
    this.#guard = guard;
    this.#say = say;
  }

  /** @returns what may reach the target of it; where somebody is asked, no more is taken before `rest` has resolved. */
  take(data: Buffer): GuardedInput {
    return this.#pass([...this.#decoder.write(data)], 0, '');
  }

  #pass(characters: readonly string[], from: number, before: string): GuardedInput {
    let passes = before;
    for (let at = from; at < characters.length; at += 1) {
      const character = characters[at] ?? '';
      if (!ENTER.test(character)) {
        this.#read(character);
        passes += character;
        continue;
      }
      const decision = this.#enter();
      if (decision instanceof Promise) {
        const rest = decision.then((made) => this.#pass(characters, at + 1, this.#entered(made, character)));
        return { passes: Buffer.from(passes, 'utf8'), rest };
      }
      passes += this.#entered(decision, character);
    }
    return { passes: Buffer.from(passes, 'utf8'), rest: null };
  }

  #enter(): CommandDecision | Promise<CommandDecision> {
    const line = this.#line;
    this.#line = '';
    this.#rest = '';
    return line.trim() === '' ? { action: 'allow' } : this.#guard.decide(line);
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
