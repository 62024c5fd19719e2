/** Jobs as reports know them. */

import type { JobDocument } from '../../models/job.ts';
import { type RowSource, targetsOf, withIds } from '../row-source.ts';

export const jobRows: RowSource<'job', JobDocument> = {
  kind: 'job',
  from: 'jobs',
  rowOf: ({ resource_id, operation, status, resource_count, actor, approval_id, started_at, ended_at }) => ({
    ...{ resource_id, operation, status, resource_count, started_at, ended_at },
    ...{ actor_type: actor.type, actor_id: actor.id, approval_id: approval_id ?? null },
  }),
  concerned: (told) => withIds([...told.changes.map(({ job_id }) => job_id), ...targetsOf(told, 'job')]),
};
