/** Looks at some resources: what is found is opened, what is not any more is resolved, and the sums of their scopes follow. */

import type { ClientSession, mongo } from 'mongoose';
import { pointsLost } from '../../domain/posture/rating.ts';
import { type Posture, postureOf } from '../../domain/posture/suspicions.ts';
import type { ResourceDocument } from '../models/inventory.ts';
import type { FindingDocument, ResourcePostureDocument } from '../models/posture.ts';
import type { Store } from '../store.ts';
import { type FindingChange, findingChanges } from './finding-changes.ts';
import { groupBy } from './group-by.ts';
import { loadFacts, type Survey } from './load-facts.ts';
import { ScopeSums } from './scope-sums.ts';
import { ToldFindings } from './told-findings.ts';

/** Though nothing has happened: what no record tells of is seen within a day. */
const LOOK_AGAIN_MS = 24 * 3_600_000;
const NOTHING: Posture = { found: [], nextAt: null };

interface Seen {
  readonly resource: ResourceDocument;
  readonly changes: readonly FindingChange[];
  readonly after: ResourcePostureDocument;
  /** Whether it was looked at before: of the first look only its sums are told. */
  readonly isKnown: boolean;
}

/** In one transaction; harmless to repeat, and for several processes at once. */
export async function lookAtResources(store: Store, ids: readonly number[], survey: Survey): Promise<void> {
  if (ids.length === 0) return;
  await store.transaction(async (session) => {
    const surveyed = await loadFacts(store, session, ids, survey);
    const { resourcePostures, findings } = store.models;
    const postures = await resourcePostures
      .find({ _id: { $in: [...ids] } }, null, { session })
      .lean<ResourcePostureDocument[]>();
    const before = new Map(postures.map((posture) => [posture._id, posture]));
    const found = await findings.find({ resource_id: { $in: [...ids] } }, null, { session }).lean<FindingDocument[]>();
    const known = groupBy(found, ({ resource_id }) => resource_id);
    const sums = new ScopeSums(survey.organizationId);
    const seen = surveyed.map(({ resource, facts }): Seen => {
      const posture = facts === null ? NOTHING : postureOf(facts, survey.now);
      const looked = findingChanges(resource, posture.found, known.get(resource._id) ?? [], survey.now);
      const after: ResourcePostureDocument = {
        _id: resource._id,
        organization_id: resource.organization_id,
        scope_id: resource.scope_id,
        is_rated: facts !== null,
        lost: pointsLost(looked.counted.map(({ severity }) => severity)),
        findings: looked.counted,
        looked_at: survey.now,
        next_at: earliest(survey.now, posture.nextAt, looked.acceptedUntil),
      };
      sums.move(before.get(resource._id) ?? null, after);
      return { resource, changes: looked.changes, after, isKnown: before.has(resource._id) };
    });
    await writeFindings(store, session, seen);
    await writePostures(store, session, seen);
    await sums.write(store, session);
  });
}

function earliest(now: Date, ...times: readonly (Date | null)[]): Date {
  const all = [now.getTime() + LOOK_AGAIN_MS, ...times.flatMap((at) => at?.getTime() ?? [])];
  return new Date(Math.min(...all));
}

async function writeFindings(store: Store, session: ClientSession, seen: readonly Seen[]): Promise<void> {
  const all = seen.flatMap(({ resource, changes, isKnown }) =>
    changes.map((change) => ({ resource, change, isKnown })),
  );
  if (all.length === 0) return;
  const fresh = all.filter(({ change }) => change.id === null).length;
  let nextId = fresh === 0 ? 0 : await store.nextIds('finding', fresh);
  const told = new ToldFindings();
  const operations = all.map(({ resource, change, isKnown }): mongo.AnyBulkWriteOperation<FindingDocument> => {
    const { turn, fields, about } = change;
    const id = change.id ?? nextId++;
    // A mere look is no new revision: nothing has changed that anybody could edit.
    if (turn === null) return { updateOne: { filter: { _id: id }, update: { $set: fields } } };
    const last_event_id = isKnown ? told.add(resource, id, about, turn) : told.addFirst(resource);
    if (change.id === null) {
      const document = { ...(fields as FindingDocument), _id: id, revision: 1, last_event_id };
      return { insertOne: { document } };
    }
    return {
      updateOne: { filter: { _id: id }, update: { $set: { ...fields, last_event_id }, $inc: { revision: 1 } } },
    };
  });
  await collectionOf<FindingDocument>(store, 'findings').bulkWrite(operations, { session, ordered: false });
  await told.write(store, session);
}

async function writePostures(store: Store, session: ClientSession, seen: readonly Seen[]): Promise<void> {
  if (seen.length === 0) return;
  const operations = seen.map(({ after: { _id, ...fields } }) => ({
    replaceOne: { filter: { _id }, replacement: fields, upsert: true },
  }));
  await collectionOf<ResourcePostureDocument>(store, 'resource_postures').bulkWrite(operations, {
    session,
    ordered: false,
  });
}

function collectionOf<Document extends mongo.BSON.Document>(store: Store, name: string): mongo.Collection<Document> {
  return store.connection.getClient().db().collection<Document>(name);
}
