/** Whether a target has echoed a line that is typed: what it asks for without showing it, such as a password, it has not. */

import { StringDecoder } from 'node:string_decoder';

/** Of what was printed, its end. */
const KEPT_CHARACTERS = 32_768;
/** An echo that takes longer is none. */
const ECHO_WITHIN_MS = 5_000;
/** Control sequences, titles and the like, and single characters behind an escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are told by them.
const SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what does not show is left out.
const UNSHOWN = /[\s\x00-\x1f\x7f]+/g;

export class EchoedLine {
  readonly #decoder = new StringDecoder('utf8');
  #printed = '';
  #look: (() => void) | undefined;

  /** A line begins: what was printed before is none of it. */
  begin(): void {
    this.#printed = '';
  }

  /** What the target has printed. */
  add(bytes: Buffer): void {
    this.#printed = `${this.#printed}${this.#decoder.write(bytes)}`.slice(-KEPT_CHARACTERS);
    this.#look?.();
  }

  /** Whether `line` was printed since it began, in one piece. Waits a while for what is on its way. */
  has(line: string): boolean | Promise<boolean> {
    const wanted = line.replace(UNSHOWN, '');
    const isThere = () => shownOf(this.#printed).includes(wanted);
    if (isThere()) return true;
    return new Promise((resolve) => {
      const found = (isFound: boolean) => {
        clearTimeout(limit);
        this.#look = undefined;
        resolve(isFound);
      };
      const limit = setTimeout(() => found(false), ECHO_WITHIN_MS);
      this.#look = () => {
        if (isThere()) found(true);
      };
    });
  }
}

/** The characters that can be seen, one after another: white space is a matter of where lines are broken. */
function shownOf(printed: string): string {
  const shown: string[] = [];
  for (const character of printed.replace(SEQUENCES, '')) {
    if (character === '\b') shown.pop();
    else shown.push(character);
  }
  return shown.join('').replace(UNSHOWN, '');
}
