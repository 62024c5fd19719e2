/** Password rules of a platform, and passwords that satisfy them. */

import { Secret } from './secret.ts';

/** Lengths and counts are in characters. `symbols` lists the special characters that may appear. */
export interface PasswordRules {
  readonly length: number;
  readonly min_lowercase: number;
  readonly min_uppercase: number;
  readonly min_digits: number;
  readonly min_symbols: number;
  readonly symbols: string;
  /** Characters that never appear, for example those that are easily confused. */
  readonly excluded: string;
}

export const DEFAULT_PASSWORD_RULES: PasswordRules = {
  length: 32,
  min_lowercase: 2,
  min_uppercase: 2,
  min_digits: 2,
  min_symbols: 2,
  symbols: '!#%+,-./=?@_~',
  excluded: '',
};

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const UPPERCASE = LOWERCASE.toUpperCase();
const DIGITS = '0123456789';

/** Uniform integer in `[0, bound)`; the caller hands in a cryptographic source. */
export type RandomInt = (bound: number) => number;

/** The reasons why no password can satisfy `rules`; empty where one can. */
export function contradictions(rules: PasswordRules): string[] {
  const found: string[] = [];
  const classes = alphabets(rules);
  for (const [name, alphabet, minimum] of classes) {
    if (minimum > 0 && alphabet.length === 0) found.push(`${name}: ${minimum} asked for, but every one is excluded`);
  }
  const asked = classes.reduce((sum, [, , minimum]) => sum + minimum, 0);
  if (asked > rules.length) found.push(`the minimums add up to ${asked}, more than the length ${rules.length}`);
  if (classes.every(([, alphabet]) => alphabet.length === 0)) found.push('no character is left to choose from');
  return found;
}

/**
 * A fresh password: the minimum of each class, the rest from all allowed characters, shuffled.
 * @throws RangeError where the rules contradict themselves.
 */
export function generatePassword(rules: PasswordRules, randomInt: RandomInt): Secret {
  const [contradiction] = contradictions(rules);
  if (contradiction) throw new RangeError(`password rules cannot be satisfied: ${contradiction}`);
  const pick = (alphabet: string) => alphabet.charAt(randomInt(alphabet.length));
  const classes = alphabets(rules);
  const characters = classes.flatMap(([, alphabet, minimum]) => Array.from({ length: minimum }, () => pick(alphabet)));
  const everything = classes.map(([, alphabet]) => alphabet).join('');
  while (characters.length < rules.length) characters.push(pick(everything));
  // Fisher-Yates, so that the position of a class tells nothing.
  for (let i = characters.length - 1; i > 0; i -= 1) {
    const j = randomInt(i + 1);
    [characters[i], characters[j]] = [characters[j] as string, characters[i] as string];
  }
  return new Secret(characters.join(''));
}

function alphabets(rules: PasswordRules): [name: string, alphabet: string, minimum: number][] {
  const allowed = (alphabet: string) => [...new Set(alphabet)].filter((c) => !rules.excluded.includes(c)).join('');
  return [
    ['lowercase', allowed(LOWERCASE), rules.min_lowercase],
    ['uppercase', allowed(UPPERCASE), rules.min_uppercase],
    ['digits', allowed(DIGITS), rules.min_digits],
    ['symbols', allowed(rules.symbols), rules.min_symbols],
  ];
}
