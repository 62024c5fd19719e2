/** Sessions in reports. */

import { SESSION_END_REASONS, SESSION_PROTOCOLS, SESSION_STATUSES } from '../../../domain/connect-session.ts';
import { builder, SessionRef } from '../builder.ts';
import { worded } from '../counts.ts';
import { defineLists, placeFields } from '../lists.ts';

export function defineSessions(): void {
  const Status = builder.enumType('SessionStatus', { values: SESSION_STATUSES });
  const Protocol = builder.enumType('SessionProtocol', { values: SESSION_PROTOCOLS });
  const EndReason = builder.enumType('SessionEndReason', { values: SESSION_END_REASONS });
  SessionRef.implement({
    description: 'Somebody at a target through a gateway.',
    fields: (t) => ({
      public_id: t.exposeString('_id', { nullable: false }),
      protocol: t.expose('protocol', { type: Protocol, nullable: false }),
      mode: t.exposeString('mode', { nullable: false }),
      status: t.expose('status', { type: Status, nullable: false }),
      scope_id: t.exposeInt('scope_id', { nullable: false }),
      job_id: t.exposeInt('job_id', { nullable: false }),
      approval_id: t.exposeInt('approval_id', { nullable: true }),
      requester_type: t.exposeString('requester_type', { nullable: false }),
      requester_id: t.exposeInt('requester_id', { nullable: true }),
      minutes: t.exposeInt('minutes', { nullable: false }),
      created_at: t.expose('created_at', { type: 'Time', nullable: false }),
      started_at: t.expose('started_at', { type: 'Time', nullable: true }),
      ended_at: t.expose('ended_at', { type: 'Time', nullable: true }),
      end_reason: t.expose('end_reason', { type: EndReason, nullable: true }),
    }),
  });
  placeFields(SessionRef);
  defineLists({
    kind: 'connectSession',
    type: 'Session',
    ref: SessionRef,
    narrowing: builder.args((t) => ({
      protocol: t.field({ type: [Protocol] }),
      status: t.field({ type: [Status] }),
      end_reason: t.field({ type: [EndReason] }),
      requester_id: t.int(),
    })),
    dimensions: {
      protocol: worded('protocol'),
      mode: worded('mode'),
      status: worded('status'),
      end_reason: worded('end_reason'),
    },
  });
}
