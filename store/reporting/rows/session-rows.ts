/** Sessions as reports know them. */

import type { ConnectSessionDocument } from '../../models/connect-session.ts';
import { type Condition, movedWithResources, type RowSource, type Told, targetsOf, withIds } from '../row-source.ts';

export const sessionRows: RowSource<'connectSession', ConnectSessionDocument> = {
  kind: 'connectSession',
  from: 'connect_sessions',
  rowOf: ({ requester, ending, ...session }) => ({
    resource_id: session.resource_id,
    job_id: session.job_id,
    approval_id: session.approval_id,
    protocol: session.protocol,
    mode: session.mode,
    status: session.status,
    requester_type: requester.type,
    requester_id: requester.id,
    minutes: session.minutes,
    started_at: session.started_at,
    ended_at: session.ended_at,
    end_reason: ending?.reason ?? null,
  }),
  concerned: (told) => [
    ...withIds([...told.changes.map(({ session_id }) => session_id), ...targetsOf(told, 'connect_session')]),
    ...ofJobs(told),
    ...movedWithResources(told),
  ],
};

/** Consent to a session, and its refusal, are told of its job. */
function ofJobs({ changes }: Told): Condition[] {
  const jobs = new Set(changes.flatMap(({ job_id }) => job_id ?? []));
  return jobs.size === 0 ? [] : [{ job_id: { $in: [...jobs] } }];
}
