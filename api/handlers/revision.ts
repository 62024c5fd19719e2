/** The fields that every change writes, and what changed. */

import { isDeepStrictEqual } from 'node:util';
import type { Model } from 'mongoose';
import { CapstanError } from '../../domain/errors.ts';
import type { Tracked } from '../../store/models/define-model.ts';
import { etagOf } from '../etag.ts';
import type { Answer, Transaction } from '../operation.ts';

interface Moment {
  readonly now: Date;
}

/** Fields of a fresh object. */
export function firstRevision({ now }: Moment, tx: Transaction): Tracked {
  return { created_at: now, updated_at: now, revision: 1, last_event_id: tx.eventId };
}

/** Update that sets `fields` and moves the object to its next revision. */
export function nextRevision<Fields extends object>({ now }: Moment, tx: Transaction, fields: Fields) {
  return { $set: { ...fields, updated_at: now, last_event_id: tx.eventId }, $inc: { revision: 1 } };
}

/**
 * Moves `document`, as the transaction has read it, to its next revision with `fields`.
 * @throws CapstanError `precondition_failed` where another change came first.
 */
export async function revise<Document extends Tracked & { readonly _id: number }>(
  model: Model<Document>,
  request: Moment,
  tx: Transaction,
  document: Document,
  fields: Partial<Document>,
): Promise<Document> {
  const { _id, revision } = document;
  // The id is unique; whose the document is was asked when it was read.
  const revised = await model
    .findOneAndUpdate(Object({ _id, revision }), Object(nextRevision(request, tx, fields)), {
      session: tx.session,
      returnDocument: 'after',
    })
    .lean<Document>();
  return requireRevised(revised);
}

/**
 * The result of an update that was bound to the revision it read.
 * @throws CapstanError `precondition_failed` where another change came first.
 */
export function requireRevised<Document>(document: Document | null): Document {
  if (document === null) throw new CapstanError('precondition_failed', 'Another change came first.');
  return document;
}

/** The entries of `wanted` that differ from `current`; what is undefined was not asked for. */
export function differences<Document extends object>(current: Document, wanted: Partial<Document>): Partial<Document> {
  const entries = Object.entries(wanted).filter(
    ([field, value]) => value !== undefined && !isDeepStrictEqual(value, Reflect.get(current, field)),
  );
  const changed: Partial<Document> = {};
  for (const [field, value] of entries) Reflect.set(changed, field, value);
  return changed;
}

/** What was changed, for the audit record: names of fields, never their values. */
export function changeInWords(changed: object): string {
  const fields = Object.keys(changed);
  return fields.length === 0 ? 'nothing to change' : `changed: ${fields.join(', ')}`;
}

/** Answer that shows an object in its present revision. */
export function showing(status: 200 | 202, document: Tracked, body: unknown): Answer {
  return { status, body, headers: { ETag: etagOf(document.revision) } };
}

/** Answer that shows an object just made; `path` is where it is found from now on. */
export function showingNew(
  type: string,
  path: string,
  document: Tracked & { readonly _id: number },
  body: unknown,
): Answer {
  return {
    status: 201,
    body,
    headers: { ETag: etagOf(document.revision), Location: `${path}/${document._id}` },
    target: { type, id: document._id },
  };
}
