/** What a compliance report is asked to be about: a scope with all below it, and a period. */

import type { ClientSession } from 'mongoose';
import type { FindingDocument } from '../../store/models/posture.ts';
import type { Store } from '../../store/store.ts';

export interface ReportQuestion {
  readonly store: Store;
  /** Everything is read as it was at one moment: the first read in this session. */
  readonly session: ClientSession;
  readonly organizationId: number;
  readonly scope: { readonly id: number; readonly subtree: readonly number[] };
  readonly from: Date;
  readonly until: Date;
  /** When it was asked for. */
  readonly now: Date;
  /** What of it the caller may see, as REST would show it. */
  readonly shows: ReportSight;
}

export interface ReportSight {
  readonly scopes: boolean;
  readonly resources: boolean;
  readonly devices: boolean;
  readonly jobs: boolean;
  readonly approvals: boolean;
  readonly sessions: boolean;
}

/** Rows that are read at once, and then written. */
export const SLICE = 2_000;

/** Findings that were there at some time of the period. */
export function ofPeriod({ organizationId, scope, from, until }: ReportQuestion) {
  return {
    organization_id: organizationId,
    scope_id: { $in: [...scope.subtree] },
    // One that has not ended has no date, which is neither earlier nor later.
    spans: { $elemMatch: { from: { $lt: until }, to: { $not: { $lt: from } } } },
  };
}

/** Those of them that meet `also`, by their ids, slice by slice. */
export async function* findingSlices(
  question: ReportQuestion,
  also: object = {},
  fields: object | null = null,
): AsyncGenerator<FindingDocument[], undefined> {
  const { store, session } = question;
  for (let after = 0; ; ) {
    const slice = await store.models.findings
      .find({ ...ofPeriod(question), ...also, _id: { $gt: after } }, fields, { session })
      .sort({ _id: 1 })
      .limit(SLICE)
      .lean<FindingDocument[]>();
    if (slice.length > 0) yield slice;
    if (slice.length < SLICE) return;
    after = slice.at(-1)?._id ?? after;
  }
}
