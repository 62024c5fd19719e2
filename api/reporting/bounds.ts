/** How much a single list of a question may ask for. */

import { CapstanError } from '../../domain/errors.ts';

export const DEFAULT_ROWS = 50;
export const MOST_ROWS_OF_A_PAGE = 200;
/** Of a list that rows are narrowed by. */
const MOST_VALUES = 50;

/** @throws CapstanError `validation_failed`. */
export function requireBounded(first: number): void {
  if (first >= 1 && first <= MOST_ROWS_OF_A_PAGE) return;
  throw tooMuch(`first is from 1 to ${MOST_ROWS_OF_A_PAGE}`);
}

/** @throws CapstanError `validation_failed` where one of the arguments is a list of too many values. */
export function requireFewValues(given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) {
    if (Array.isArray(value) && value.length > MOST_VALUES) throw tooMuch(`${name} has ${MOST_VALUES} values at most`);
  }
}

function tooMuch(detail: string): CapstanError {
  return new CapstanError('validation_failed', `The question asks for too much: ${detail}.`, {
    errors: [{ pointer: '/body/query', detail }],
  });
}
