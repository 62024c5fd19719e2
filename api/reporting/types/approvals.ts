/** Requests for consent, and reviews, in reports. */

import { APPROVAL_KINDS, APPROVAL_STATUSES } from '../../../domain/approval.ts';
import { ApprovalRef, builder } from '../builder.ts';
import { worded } from '../counts.ts';
import { defineLists, placeFields } from '../lists.ts';

export function defineApprovals(): void {
  const Kind = builder.enumType('ApprovalKind', { values: APPROVAL_KINDS });
  const Status = builder.enumType('ApprovalStatus', { values: APPROVAL_STATUSES });
  ApprovalRef.implement({
    description: 'Consent that was asked for, or the review of what was done without.',
    fields: (t) => ({
      id: t.exposeInt('_id', { nullable: false }),
      kind: t.expose('kind', { type: Kind, nullable: false }),
      operation: t.exposeString('operation', { nullable: false }),
      status: t.expose('status', { type: Status, nullable: false }),
      scope_id: t.exposeInt('scope_id', { nullable: false }),
      job_id: t.exposeInt('job_id', { nullable: false }),
      requester_type: t.exposeString('requester_type', { nullable: false }),
      requester_id: t.exposeInt('requester_id', { nullable: true }),
      decisions: t.exposeInt('decisions', { nullable: false }),
      created_at: t.expose('created_at', { type: 'Time', nullable: false }),
      expires_at: t.expose('expires_at', { type: 'Time', nullable: false }),
      ended_at: t.expose('ended_at', { type: 'Time', nullable: true }),
    }),
  });
  placeFields(ApprovalRef);
  defineLists({
    kind: 'approval',
    type: 'Approval',
    ref: ApprovalRef,
    narrowing: builder.args((t) => ({
      kind: t.field({ type: [Kind] }),
      status: t.field({ type: [Status] }),
      operation: t.stringList(),
      requester_id: t.int(),
    })),
    dimensions: {
      kind: worded('kind'),
      operation: worded('operation'),
      status: worded('status'),
    },
  });
}
