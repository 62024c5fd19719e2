/** Revokes the grant of an item that was decided to be revoked, under the rules by which it is revoked by hand. */

import type { ClientSession } from 'mongoose';
import { decideAccess } from '../../domain/access.ts';
import type { RevocationObjection } from '../../domain/access-review.ts';
import { objectionToGiving } from '../../domain/grant-rules.ts';
import { isAdministratorLeft } from '../access/administrator-left.ts';
import { changeAccess } from '../access/change-access.ts';
import { grantInWords } from '../access/grant-in-words.ts';
import { loadRoles } from '../access/held-grants.ts';
import { recordEffect } from '../audit-log.ts';
import { databaseTime } from '../database-clock.ts';
import { newEventId } from '../event-ids.ts';
import type { GrantDocument } from '../models/access.ts';
import type { AccessReviewDocument, AccessReviewItemDocument } from '../models/access-review.ts';
import type { Store } from '../store.ts';
import { REVIEWS_ACTOR, reviewAuditEntryOf, tellReview } from './review-audit.ts';
import { reviseReview } from './revise-review.ts';
import { loadStarter } from './starter.ts';

interface Outcome {
  readonly state: 'revoked' | 'drifted' | 'failed';
  readonly objection: string | null;
}

/** In one transaction, in the queue of all changes of rights. Harmless to repeat. */
export async function endGrant(store: Store, itemId: number): Promise<void> {
  const { accessReviews, accessReviewItems } = store.models;
  await store.transaction(async (session) => {
    const now = await databaseTime(store);
    const item = await accessReviewItems
      .findOne({ _id: itemId, state: 'to_revoke' }, null, { session })
      .lean<AccessReviewItemDocument>();
    const review =
      item && (await accessReviews.findOne({ _id: item.review_id }, null, { session }).lean<AccessReviewDocument>());
    if (!item || !review || review.status !== 'open') return;
    await changeAccess(store, session, review.organization_id);
    const eventId = newEventId();
    const outcome = await revoke(store, session, review, item, { now, eventId });
    await accessReviewItems.updateOne({ _id: itemId }, { $set: { ...outcome, settled_at: now } }, { session });
    await reviseReview(store, session, review, {}, { now, eventId });
  });
}

async function revoke(
  store: Store,
  session: ClientSession,
  review: AccessReviewDocument,
  item: AccessReviewItemDocument,
  { now, eventId }: { readonly now: Date; readonly eventId: string },
): Promise<Outcome> {
  const { organization_id, grant_id: _id } = item;
  const entry = {
    ...reviewAuditEntryOf(review, 'grant.revoke', ''),
    scope_id: item.scope_id,
    resource_id: item.resource_id,
    target_type: 'grant',
    target_id: _id,
    actor: item.decided_by ?? REVIEWS_ACTOR,
    permission: item.decided_by?.type === 'user' ? ('access_review:decide' as const) : null,
    reason: item.reason,
  };
  const by = `by access review ${review._id}`;
  const grant = await store.models.grants.findOne({ _id, organization_id }, null, { session }).lean<GrantDocument>();
  if (!grant) throw new Error(`grant ${_id} is gone`);
  // Whatever else it has become: nobody escapes what was decided by a change to the grant or its role.
  if (grant.status === 'revoked') {
    const drift = 'the grant was revoked since the review began';
    const change = `${by}: ${drift}`;
    await recordEffect(store, session, { ...entry, status: 'failed', code: 'conflict', change }, eventId);
    return { state: 'drifted', objection: drift };
  }
  const objection = await objectionTo(store, session, review, grant, now);
  if (objection !== null) {
    const change = `${by}: ${objection.detail}`;
    await recordEffect(store, session, { ...entry, status: 'failed', code: objection.code, change }, eventId);
    await tellReview(store, session, review, 'revocation_failed', `grant ${_id}: ${objection.detail}`);
    return { state: 'failed', objection: `${objection.code}: ${objection.detail}` };
  }
  await store.models.grants.updateOne(
    { _id },
    { $set: { status: 'revoked', revoked_at: now, updated_at: now, last_event_id: eventId }, $inc: { revision: 1 } },
    { session },
  );
  await recordEffect(store, session, { ...entry, change: `no more ${grantInWords(grant)}, ${by}` }, eventId);
  return { state: 'revoked', objection: null };
}

interface Objected {
  readonly code: RevocationObjection;
  readonly detail: string;
}

/** It is revoked by the rights of whoever has started the review: those who decide need hold none of what they take. */
async function objectionTo(
  store: Store,
  session: ClientSession,
  { started_by: starter, organization_id: organizationId }: AccessReviewDocument,
  grant: GrantDocument,
  now: Date,
): Promise<Objected | null> {
  const profile = await loadStarter(store, session, organizationId, starter.id ?? 0);
  if (profile === null) {
    return { code: 'starter_inactive', detail: 'whoever has started the review is not active any more' };
  }
  const all = await loadRoles(store, organizationId, session, 'all');
  const taken = {
    permissions: all.get(grant.role) ?? [],
    place: { scopeId: grant.scope_id, resourceId: grant.resource_id },
    until: grant.expires_at,
  };
  if (!decideAccess(profile, 'grant:write', taken.place, now).allowed) {
    const detail = 'whoever has started the review does not hold grant:write where the grant is';
    return { code: 'privilege_escalation', detail };
  }
  if (objectionToGiving(profile, taken, now) !== null) {
    const detail = 'whoever has started the review does not hold all that the grant gives, where it does';
    return { code: 'privilege_escalation', detail };
  }
  if (grant.role !== 'admin' || (await isAdministratorLeft(store, session, organizationId, grant._id))) return null;
  return { code: 'last_administrator', detail: 'no administrator would be left' };
}
