/** What the fixed commands that read the accounts of a Linux machine have told, or why one has told nothing. */

import type { AnswerBound, CommandOutcome } from './ssh-command.ts';

/** What one command told, or why it told nothing. */
export type Told<Value> = { readonly value: Value } | { readonly hidden: string };

export type Run = (command: string) => Promise<CommandOutcome>;
export type AsRoot = (command: string, bound?: AnswerBound) => Promise<Told<CommandOutcome>>;

export function told<From, To>(answer: Told<From>, read: (value: From) => To): Told<To> {
  return 'value' in answer ? { value: read(answer.value) } : answer;
}

/** find(1) ends with 1 where one of its places is missing, and has told of the others. */
export function toldBy(outcome: CommandOutcome, command: string): Told<CommandOutcome> {
  const { exitCode, stderr, isCut } = outcome;
  const name = command.split(' ', 1)[0];
  if (/^sudo: /m.test(stderr)) return { hidden: `sudo does not let the account run ${name} as root` };
  if (isCut || exitCode === 0 || (name === 'find' && exitCode === 1)) return { value: outcome };
  return { hidden: exitCode === 127 ? `the machine has no ${name}` : `${name} ended with ${exitCode}` };
}
