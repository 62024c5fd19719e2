/** Jobs in reports. */

import { JOB_OPERATIONS, JOB_STATUSES } from '../../../domain/job.ts';
import { builder, JobRef, ResourceRef } from '../builder.ts';
import { countsOf, DAY_AND_PLACE, RESOURCE, worded } from '../counts.ts';
import { equalTo, narrowingArguments, pageArguments, pageOf } from '../pages.ts';

export function defineJobs(): void {
  const Operation = builder.enumType('JobOperation', { values: JOB_OPERATIONS });
  const Status = builder.enumType('JobStatus', { values: JOB_STATUSES });
  JobRef.implement({
    description: 'Something that was asked for, and how it went.',
    fields: (t) => ({
      id: t.exposeInt('_id', { nullable: false }),
      operation: t.expose('operation', { type: Operation, nullable: false }),
      status: t.expose('status', { type: Status, nullable: false }),
      scope_id: t.exposeInt('scope_id', { nullable: false }),
      resource_id: t.exposeInt('resource_id', { nullable: true }),
      resource: t.field({
        type: ResourceRef,
        nullable: true,
        resolve: ({ resource_id }, _, { reader }) => reader.resource(resource_id),
      }),
      resource_count: t.exposeInt('resource_count', { nullable: false }),
      actor_type: t.exposeString('actor_type', { nullable: false }),
      actor_id: t.exposeInt('actor_id', { nullable: true }),
      approval_id: t.exposeInt('approval_id', { nullable: true }),
      created_at: t.expose('created_at', { type: 'Time', nullable: false }),
      started_at: t.expose('started_at', { type: 'Time', nullable: true }),
      ended_at: t.expose('ended_at', { type: 'Time', nullable: true }),
    }),
  });
  const Page = pageOf('Job', JobRef);
  const narrowing = builder.args((t) => ({
    operation: t.field({ type: [Operation] }),
    status: t.field({ type: [Status] }),
    actor_id: t.int(),
  }));
  builder.queryField('jobs', (t) =>
    t.field({
      type: Page,
      nullable: true,
      args: { ...pageArguments, ...narrowingArguments, resource_id: t.arg.int(), ...narrowing },
      resolve: (_, { first, after, scope_id, resource_id, from, to, ...own }, { reader }) =>
        reader.page('job', { first, after, scope_id, resource_id, from, to }, equalTo(own)),
    }),
  );
  builder.objectField(ResourceRef, 'jobs', (t) =>
    t.field({
      type: Page,
      nullable: true,
      args: { ...pageArguments, ...narrowing },
      resolve: ({ _id: resource_id }, { first, after, ...own }, { reader }) =>
        reader.page('job', { first, after, resource_id }, equalTo(own)),
    }),
  );
  const { By, Count, count } = countsOf('job', 'Job', {
    ...DAY_AND_PLACE,
    ...RESOURCE,
    operation: worded('operation'),
    status: worded('status'),
    actor_type: worded('actor_type'),
  });
  builder.queryField('job_counts', (t) =>
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
