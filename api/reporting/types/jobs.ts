/** Jobs in reports. */

import type { BulkCounts } from '../../../domain/bulk.ts';
import { JOB_OPERATIONS, JOB_STATUSES } from '../../../domain/job.ts';
import { builder, JobRef } from '../builder.ts';
import { worded } from '../counts.ts';
import { defineLists, placeFields } from '../lists.ts';
import type { Group } from '../report-reader.ts';

const OUTCOMES = ['queued', 'succeeded', 'failed', 'unknown', 'canceled'] as const satisfies (keyof BulkCounts)[];

export function defineJobs(): void {
  const Operation = builder.enumType('JobOperation', { values: JOB_OPERATIONS });
  const Status = builder.enumType('JobStatus', { values: JOB_STATUSES });
  const Outcomes = builder.objectRef<BulkCounts>('ResourceOutcomes').implement({
    description: 'What became of the resources of jobs: how many of them ended how; those under way count as queued.',
    fields: (t) => Object.fromEntries(OUTCOMES.map((name) => [name, t.exposeInt(name, { nullable: false })])),
  });
  JobRef.implement({
    description: 'Something that was asked for, and how it went.',
    fields: (t) => ({
      id: t.exposeInt('_id', { nullable: false }),
      operation: t.expose('operation', { type: Operation, nullable: false }),
      status: t.expose('status', { type: Status, nullable: false }),
      scope_id: t.exposeInt('scope_id', { nullable: false }),
      resource_count: t.exposeInt('resource_count', { nullable: false }),
      resources: t.expose('resources', {
        type: Outcomes,
        nullable: true,
        description: 'null where nothing is done to resources: preflights, jobs on the ledger, and such.',
      }),
      actor_type: t.exposeString('actor_type', { nullable: false }),
      actor_id: t.exposeInt('actor_id', {
        nullable: true,
        description: 'null: Capstan itself, or a guest from another organization.',
      }),
      approval_id: t.exposeInt('approval_id', { nullable: true }),
      created_at: t.expose('created_at', { type: 'Time', nullable: false }),
      started_at: t.expose('started_at', { type: 'Time', nullable: true }),
      ended_at: t.expose('ended_at', { type: 'Time', nullable: true }),
    }),
  });
  placeFields(JobRef);
  const Count = defineLists({
    kind: 'job',
    type: 'Job',
    ref: JobRef,
    narrowing: builder.args((t) => ({
      operation: t.field({ type: [Operation] }),
      status: t.field({ type: [Status] }),
      actor_id: t.int(),
    })),
    dimensions: {
      operation: worded('operation'),
      status: worded('status'),
      actor_type: worded('actor_type'),
    },
    sums: Object.fromEntries(OUTCOMES.map((name) => [name, `$resources.${name}`])),
  });
  builder.objectField(Count, 'resources', (t) =>
    t.field({
      type: Outcomes,
      nullable: false,
      description: 'Of all these jobs together.',
      // Sums are beside what was counted by.
      resolve: (group) => group as Group & BulkCounts,
    }),
  );
}
