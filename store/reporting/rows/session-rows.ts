/** Sessions as reports know them. */

import type { ConnectSessionDocument } from '../../models/connect-session.ts';
import { movedWithResources, type RowSource, targetsOf, withIds } from '../row-source.ts';

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
    ...movedWithResources(told),
  ],
};
