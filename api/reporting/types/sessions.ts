/** Sessions in reports. */

import { SESSION_END_REASONS, SESSION_PROTOCOLS, SESSION_STATUSES } from '../../../domain/connect-session.ts';
import { builder, ResourceRef, SessionRef } from '../builder.ts';
import { countsOf, DAY_AND_PLACE, RESOURCE, worded } from '../counts.ts';
import { equalTo, narrowingArguments, pageArguments, pageOf } from '../pages.ts';

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
      resource_id: t.exposeInt('resource_id', { nullable: true }),
      resource: t.field({
        type: ResourceRef,
        nullable: true,
        resolve: ({ resource_id }, _, { reader }) => reader.resource(resource_id),
      }),
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
  const Page = pageOf('Session', SessionRef);
  const narrowing = builder.args((t) => ({
    protocol: t.field({ type: [Protocol] }),
    status: t.field({ type: [Status] }),
    end_reason: t.field({ type: [EndReason] }),
    requester_id: t.int(),
  }));
  builder.queryField('sessions', (t) =>
    t.field({
      type: Page,
      nullable: true,
      args: { ...pageArguments, ...narrowingArguments, resource_id: t.arg.int(), ...narrowing },
      resolve: (_, { first, after, scope_id, resource_id, from, to, ...own }, { reader }) =>
        reader.page('connectSession', { first, after, scope_id, resource_id, from, to }, equalTo(own)),
    }),
  );
  builder.objectField(ResourceRef, 'sessions', (t) =>
    t.field({
      type: Page,
      nullable: true,
      args: { ...pageArguments, ...narrowing },
      resolve: ({ _id: resource_id }, { first, after, ...own }, { reader }) =>
        reader.page('connectSession', { first, after, resource_id }, equalTo(own)),
    }),
  );
  const { By, Count, count } = countsOf('connectSession', 'Session', {
    ...DAY_AND_PLACE,
    ...RESOURCE,
    protocol: worded('protocol'),
    mode: worded('mode'),
    status: worded('status'),
    end_reason: worded('end_reason'),
  });
  builder.queryField('session_counts', (t) =>
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
