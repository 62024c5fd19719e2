/** Findings in reports. */

import { FINDING_STATUSES } from '../../../domain/posture/finding.ts';
import { SEVERITIES, SIGNALS } from '../../../domain/posture/signals.ts';
import { builder, FindingRef, ResourceRef } from '../builder.ts';
import { countsOf, DAY_AND_PLACE, RESOURCE, worded } from '../counts.ts';
import { equalTo, narrowingArguments, pageArguments, pageOf } from '../pages.ts';

export function defineFindings(): void {
  const Signal = builder.enumType('Signal', { values: SIGNALS });
  const Severity = builder.enumType('Severity', { values: SEVERITIES });
  const Status = builder.enumType('FindingStatus', { values: FINDING_STATUSES });
  FindingRef.implement({
    description: 'Something that is not as it should be.',
    fields: (t) => ({
      id: t.exposeInt('_id', { nullable: false }),
      signal: t.expose('signal', { type: Signal, nullable: false }),
      severity: t.expose('severity', { type: Severity, nullable: false }),
      status: t.expose('status', { type: Status, nullable: false }),
      scope_id: t.exposeInt('scope_id', { nullable: false }),
      resource_id: t.exposeInt('resource_id', { nullable: true }),
      resource: t.field({
        type: ResourceRef,
        nullable: true,
        resolve: ({ resource_id }, _, { reader }) => reader.resource(resource_id),
      }),
      device_id: t.exposeInt('device_id', { nullable: true }),
      account: t.exposeString('account', { nullable: true }),
      owner_user_id: t.exposeInt('owner_user_id', { nullable: true }),
      reopened: t.exposeInt('reopened', { nullable: false }),
      first_seen_at: t.expose('first_seen_at', { type: 'Time', nullable: false }),
      resolved_at: t.expose('resolved_at', { type: 'Time', nullable: true }),
    }),
  });
  const Page = pageOf('Finding', FindingRef);
  const narrowing = builder.args((t) => ({
    signal: t.field({ type: [Signal] }),
    severity: t.field({ type: [Severity] }),
    status: t.field({ type: [Status] }),
    owner_user_id: t.int(),
  }));
  builder.queryField('findings', (t) =>
    t.field({
      type: Page,
      nullable: true,
      args: { ...pageArguments, ...narrowingArguments, resource_id: t.arg.int(), ...narrowing },
      resolve: (_, { first, after, scope_id, resource_id, from, to, ...own }, { reader }) =>
        reader.page('finding', { first, after, scope_id, resource_id, from, to }, equalTo(own)),
    }),
  );
  builder.objectField(ResourceRef, 'findings', (t) =>
    t.field({
      type: Page,
      nullable: true,
      args: { ...pageArguments, ...narrowing },
      resolve: ({ _id: resource_id }, { first, after, ...own }, { reader }) =>
        reader.page('finding', { first, after, resource_id }, equalTo(own)),
    }),
  );
  const { By, Count, count } = countsOf('finding', 'Finding', {
    ...DAY_AND_PLACE,
    ...RESOURCE,
    signal: worded('signal'),
    severity: worded('severity'),
    status: worded('status'),
  });
  builder.queryField('finding_counts', (t) =>
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
