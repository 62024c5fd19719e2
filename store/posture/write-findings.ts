/** Writes what looks have changed about findings, with the evidence of it, in the transaction of the looks. */

import type { ClientSession, mongo } from 'mongoose';
import { type FindingStepTaken, MOST_STEPS } from '../../domain/posture/finding.ts';
import type { FindingDocument } from '../models/posture.ts';
import type { Store } from '../store.ts';
import type { FindingChange } from './finding-changes.ts';
import type { FindingHolder } from './finding-holder.ts';
import { ToldFindings } from './told-findings.ts';

export interface LookedAt {
  readonly holder: FindingHolder;
  readonly changes: readonly FindingChange[];
  /** Whether it was looked at before: of the first look only its sums are told. */
  readonly isKnown: boolean;
}

export async function writeFindings(
  store: Store,
  session: ClientSession,
  looked: readonly LookedAt[],
  now: Date,
): Promise<void> {
  const all = looked.flatMap(({ holder, changes, isKnown }) => changes.map((change) => ({ holder, change, isKnown })));
  if (all.length === 0) return;
  const fresh = all.filter(({ change }) => change.id === null).length;
  let nextId = fresh === 0 ? 0 : await store.nextIds('finding', fresh);
  const told = new ToldFindings();
  const operations = all.map(({ holder, change, isKnown }): mongo.AnyBulkWriteOperation<FindingDocument> => {
    const { turn, isRegraded, fields, about } = change;
    const id = change.id ?? nextId++;
    // A mere look is no new revision: nothing has changed that anybody could edit.
    if (turn === null && !isRegraded) return { updateOne: { filter: { _id: id }, update: { $set: fields } } };
    const became = turn ?? 'regraded';
    const last_event_id =
      isKnown || change.id !== null ? told.add(holder, id, about, became) : told.addFirst(holder, id, about);
    const step: FindingStepTaken = { step: became, at: now, event_id: last_event_id };
    if (change.id === null) {
      const document = { ...(fields as FindingDocument), _id: id, revision: 1, last_event_id, steps: [step] };
      return { insertOne: { document } };
    }
    const update: mongo.UpdateFilter<FindingDocument> = {
      $set: { ...fields, last_event_id },
      $inc: { revision: 1 },
      $push: { steps: { $each: [step], $slice: -MOST_STEPS } },
    };
    return { updateOne: { filter: { _id: id }, update } };
  });
  await store.connection
    .getClient()
    .db()
    .collection<FindingDocument>('findings')
    .bulkWrite(operations, { session, ordered: false });
  await told.write(store, session);
}

/** By replacement: what they were is in the sums already. */
export async function writePostures<Posture extends { readonly _id: number }>(
  store: Store,
  session: ClientSession,
  collection: 'resource_postures' | 'device_postures',
  postures: readonly Posture[],
): Promise<void> {
  if (postures.length === 0) return;
  const operations = postures.map(({ _id, ...fields }) => ({
    replaceOne: { filter: { _id }, replacement: fields, upsert: true },
  }));
  await store.connection
    .getClient()
    .db()
    .collection<{ _id: number }>(collection)
    .bulkWrite(operations, { session, ordered: false });
}
