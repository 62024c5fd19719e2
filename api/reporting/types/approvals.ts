/** Requests for consent, and reviews, in reports. */

import { APPROVAL_KINDS, APPROVAL_STATUSES } from '../../../domain/approval.ts';
import { ApprovalRef, builder, ResourceRef } from '../builder.ts';
import { countsOf, DAY_AND_PLACE, RESOURCE, worded } from '../counts.ts';
import { equalTo, narrowingArguments, pageArguments, pageOf } from '../pages.ts';

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
      resource_id: t.exposeInt('resource_id', { nullable: true }),
      resource: t.field({
        type: ResourceRef,
        nullable: true,
        resolve: ({ resource_id }, _, { reader }) => reader.resource(resource_id),
      }),
      job_id: t.exposeInt('job_id', { nullable: false }),
      requester_type: t.exposeString('requester_type', { nullable: false }),
      requester_id: t.exposeInt('requester_id', { nullable: true }),
      decisions: t.exposeInt('decisions', { nullable: false }),
      created_at: t.expose('created_at', { type: 'Time', nullable: false }),
      expires_at: t.expose('expires_at', { type: 'Time', nullable: false }),
      ended_at: t.expose('ended_at', { type: 'Time', nullable: true }),
    }),
  });
  const Page = pageOf('Approval', ApprovalRef);
  const narrowing = builder.args((t) => ({
    kind: t.field({ type: [Kind] }),
    status: t.field({ type: [Status] }),
    operation: t.stringList(),
    requester_id: t.int(),
  }));
  builder.queryField('approvals', (t) =>
    t.field({
      type: Page,
      nullable: true,
      args: { ...pageArguments, ...narrowingArguments, resource_id: t.arg.int(), ...narrowing },
      resolve: (_, { first, after, scope_id, resource_id, from, to, ...own }, { reader }) =>
        reader.page('approval', { first, after, scope_id, resource_id, from, to }, equalTo(own)),
    }),
  );
  builder.objectField(ResourceRef, 'approvals', (t) =>
    t.field({
      type: Page,
      nullable: true,
      args: { ...pageArguments, ...narrowing },
      resolve: ({ _id: resource_id }, { first, after, ...own }, { reader }) =>
        reader.page('approval', { first, after, resource_id }, equalTo(own)),
    }),
  );
  const { By, Count, count } = countsOf('approval', 'Approval', {
    ...DAY_AND_PLACE,
    ...RESOURCE,
    kind: worded('kind'),
    operation: worded('operation'),
    status: worded('status'),
  });
  builder.queryField('approval_counts', (t) =>
    t.field({
      type: [Count],
      nullable: true,
      args: {
        by: t.arg({ type: [By], required: true }),
        ...narrowingArguments,
        resource_id: t.arg.int(),
        ...narrowing,
      },
      resolve: async (_, { by, scope_id, resource_id, from, to, ...own }, { reader }) => [
        ...(await count(reader, by, { scope_id, resource_id, from, to }, equalTo(own))),
      ],
    }),
  );
}
