/** Which audit records a bundle is about, and where they are in the tree of their log. */

import type { mongo } from 'mongoose';
import { MAX_BUNDLE_RECORDS, selectionInWords } from '../../../domain/evidence-bundle.ts';
import { within } from '../../../store/event-time.ts';
import { ledgerCollections } from '../../../store/ledger/collections.ts';
import type { AuditRecordDocument } from '../../../store/models/evidence.ts';
import type { EvidenceBundleDocument } from '../../../store/models/evidence-bundle.ts';
import type { Store } from '../../../store/store.ts';
import { StepDefect } from '../../step-defect.ts';

export interface SelectedRecord {
  readonly eventId: string;
  readonly index: number;
}

export interface Selected {
  /** How many records the bundle is about. */
  readonly count: number;
  /** Those that are in the tree, in its order; the others wait to be sequenced. */
  readonly sequenced: readonly SelectedRecord[];
}

const CHUNK = 1_000;

/** @throws StepDefect `no_records`, `too_many_records`. */
export async function selectRecords(store: Store, bundle: EvidenceBundleDocument): Promise<Selected> {
  const found = await store
    .auditCollection()
    .find(await conditionOf(store, bundle))
    .limit(MAX_BUNDLE_RECORDS + 1)
    .project<{ _id: string }>({ _id: 1 })
    .toArray();
  const what = selectionInWords(bundle.selection);
  if (found.length === 0) {
    throw new StepDefect('no_records', `there are no ${what}: none was written, or the retention policy let them go`);
  }
  if (found.length > MAX_BUNDLE_RECORDS) {
    throw new StepDefect(
      'too_many_records',
      `there are more than ${MAX_BUNDLE_RECORDS} ${what}; ask for a shorter period, or take GET /v1/ledger/export`,
    );
  }
  const sequenced = await indexesOf(store, bundle.organization_id, found);
  return { count: found.length, sequenced };
}

async function conditionOf(
  store: Store,
  { organization_id, selection, within_scope_id }: EvidenceBundleDocument,
): Promise<mongo.Filter<AuditRecordDocument>> {
  const { job_id, session_id, approval_id, access_review_id, resource_id, from, to } = selection;
  const one = Object.entries({ job_id, session_id, approval_id, access_review_id, resource_id }).filter(
    ([, id]) => id !== null && id !== undefined,
  );
  if (one.length !== 1) throw new StepDefect('internal', 'the bundle does not say what it is about');
  if (access_review_id) return ofReview(store, organization_id, access_review_id);
  const period = { ...(from ? { from: from.toISOString() } : {}), ...(to ? { to: to.toISOString() } : {}) };
  const place = within_scope_id === null ? {} : { scope_id: within_scope_id };
  return { $and: [{ organization_id, ...place, ...Object.fromEntries(one) }, ...within(period)] };
}

/** What is about it, and what it has revoked: such a record says so in its change, and has the review's correlation. */
async function ofReview(store: Store, organization_id: number, id: number): Promise<mongo.Filter<AuditRecordDocument>> {
  const review = await store.models.accessReviews.findOne({ _id: id, organization_id }, { correlation_id: 1 }).lean();
  const about = { organization_id, target_type: 'access_review', target_id: id };
  if (!review) return about;
  const change = new RegExp(`(?:^|, )by access review ${id}(?::|$)`);
  return {
    $or: [about, { organization_id, correlation_id: review.correlation_id, operation: 'grant.revoke', change }],
  };
}

async function indexesOf(store: Store, log: number, found: readonly { readonly _id: string }[]) {
  const selected: SelectedRecord[] = [];
  for (let at = 0; at < found.length; at += CHUNK) {
    const ids = found.slice(at, at + CHUNK).map(({ _id }) => _id);
    const rows = ledgerCollections(store).sequence.find({ _id: { $in: ids }, log });
    for await (const { _id, index } of rows) selected.push({ eventId: _id, index });
  }
  return selected.sort((one, other) => one.index - other.index);
}
