/** The one answer for objects that are missing and for objects that belong to others. */

import { CapstanError } from '../../domain/errors.ts';

/**
 * @returns `document`, unless there is none.
 * @throws CapstanError `not_found`, in the same words for every kind of object.
 */
export function requireFound<Document>(document: Document | null | undefined): Document {
  if (document === null || document === undefined) throw new CapstanError('not_found', 'There is no such object.');
  return document;
}

/**
 * For objects that a field of the body names.
 * @throws CapstanError `unprocessable` that points at the field.
 */
export function requireNamed<Document>(document: Document | null | undefined, field: string, noun: string): Document {
  if (document === null || document === undefined) throw unusable(field, `names no ${noun} that you can reach`);
  return document;
}

/** A field of the body whose value cannot be carried out. */
export function unusable(field: string, detail: string): CapstanError {
  return new CapstanError('unprocessable', `The field ${field} ${detail}.`, {
    errors: [{ pointer: `/body/${field.replaceAll('.', '/')}`, detail }],
  });
}

/** A parameter of the query whose value cannot be carried out. */
export function unusableParameter(parameter: string, detail: string): CapstanError {
  return new CapstanError('unprocessable', `The parameter ${parameter} ${detail}.`, {
    errors: [{ pointer: `/query/${parameter}`, detail }],
  });
}
