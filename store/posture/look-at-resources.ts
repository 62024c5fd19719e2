/** Looks at some resources: what is found is opened, what is not any more is resolved, and the sums of their scopes follow. */

import { isDeepStrictEqual } from 'node:util';
import { pointsLost } from '../../domain/posture/rating.ts';
import type { Posture } from '../../domain/posture/suspicion.ts';
import { postureOf } from '../../domain/posture/suspicions.ts';
import type { FindingDocument, ResourcePostureDocument } from '../models/posture.ts';
import type { Store } from '../store.ts';
import { findingChanges } from './finding-changes.ts';
import { holderOf } from './finding-holder.ts';
import { groupBy } from './group-by.ts';
import { loadFacts, type Survey } from './load-facts.ts';
import { lookAgainAt } from './look-again.ts';
import { ScopeSums } from './scope-sums.ts';
import { type LookedAt, writeFindings, writePostures } from './write-findings.ts';

const NOTHING: Posture = { found: [], nextAt: null };

interface Seen extends LookedAt {
  readonly before: ResourcePostureDocument | null;
  readonly after: ResourcePostureDocument;
}

/** In one transaction; harmless to repeat, and for several processes at once where the survey has something to hold. */
export async function lookAtResources(store: Store, ids: readonly number[], survey: Survey): Promise<void> {
  if (ids.length === 0) return;
  await store.transaction(async (session) => {
    await survey.hold?.(session);
    const surveyed = await loadFacts(store, session, ids, survey);
    const { resourcePostures, findings } = store.models;
    const postures = await resourcePostures
      .find({ _id: { $in: [...ids] } }, null, { session })
      .lean<ResourcePostureDocument[]>();
    const postureOfLastLook = new Map(postures.map((posture) => [posture._id, posture]));
    const found = await findings.find({ resource_id: { $in: [...ids] } }, null, { session }).lean<FindingDocument[]>();
    const known = groupBy(found, ({ resource_id }) => resource_id);
    const sums = new ScopeSums(survey.organizationId, 'resources');
    const seen = surveyed.map(({ resource, facts }): Seen => {
      const posture = facts === null ? NOTHING : postureOf(facts, survey.now);
      const holder = holderOf({ ...resource, resource_id: resource._id });
      const looked = findingChanges(holder, posture.found, known.get(resource._id) ?? [], survey.now);
      const after: ResourcePostureDocument = {
        _id: resource._id,
        organization_id: resource.organization_id,
        scope_id: resource.scope_id,
        is_rated: facts !== null,
        lost: pointsLost(looked.counted.map(({ severity }) => severity)),
        findings: looked.counted,
        looked_at: survey.now,
        next_at: lookAgainAt(survey.now, posture.nextAt, looked.acceptedUntil),
      };
      const before = postureOfLastLook.get(resource._id) ?? null;
      sums.move(before, after);
      return { holder, changes: looked.changes, before, after, isKnown: before !== null };
    });
    await writeFindings(store, session, seen, survey.now);
    const afterwards = seen.flatMap(({ before, after }) => (before !== null && stillHolds(before, after) ? [] : after));
    await writePostures(store, session, 'resource_postures', afterwards);
    await sums.write(store, session);
  });
}

/** What is stored says the same, and has the resource looked at again in time. */
function stillHolds(before: ResourcePostureDocument, after: ResourcePostureDocument): boolean {
  const { looked_at: now, next_at, ...said } = after;
  const { looked_at: _, next_at: stored, ...known } = before;
  return stored > now && stored <= next_at && isDeepStrictEqual(known, said);
}
