/** Grants in reports. */

import { inStatus, statusOf } from '../../handlers/grants/present-grant.ts';
import { builder, GrantRef, ResourceRef } from '../builder.ts';
import { countsOf, DAY_AND_PLACE, RESOURCE, worded } from '../counts.ts';
import { equalTo, narrowingArguments, pageArguments, pageOf } from '../pages.ts';

export function defineGrants(): void {
  const Status = builder.enumType('GrantStatus', { values: ['active', 'expired', 'revoked'] as const });
  GrantRef.implement({
    description: 'A role that somebody holds, on a scope or on one resource.',
    fields: (t) => ({
      id: t.exposeInt('_id', { nullable: false }),
      subject_type: t.exposeString('subject_type', { nullable: false }),
      subject_id: t.exposeInt('subject_id', {
        nullable: true,
        description: 'null: a guest from another organization.',
      }),
      role: t.exposeString('role', { nullable: false }),
      status: t.field({
        type: Status,
        nullable: false,
        resolve: (grant, _, { reader }) => statusOf(grant, reader.now),
      }),
      scope_id: t.int({
        nullable: true,
        description: 'null: it is on one resource.',
        resolve: ({ scope_id, resource_id }) => (resource_id === null ? scope_id : null),
      }),
      resource_id: t.exposeInt('resource_id', { nullable: true }),
      resource: t.field({
        type: ResourceRef,
        nullable: true,
        resolve: ({ resource_id }, _, { reader }) => reader.resource(resource_id),
      }),
      created_at: t.expose('created_at', { type: 'Time', nullable: false }),
      expires_at: t.expose('expires_at', { type: 'Time', nullable: true }),
      revoked_at: t.expose('revoked_at', { type: 'Time', nullable: true }),
    }),
  });
  const Page = pageOf('Grant', GrantRef);
  const narrowing = builder.args((t) => ({
    status: t.field({ type: Status }),
    role: t.stringList(),
    subject_type: t.stringList(),
    subject_id: t.int(),
  }));
  builder.queryField('grants', (t) =>
    t.field({
      type: Page,
      nullable: true,
      args: { ...pageArguments, ...narrowingArguments, resource_id: t.arg.int(), ...narrowing },
      resolve: (_, { first, after, scope_id, resource_id, from, to, ...own }, { reader }) =>
        reader.page('grant', { first, after, scope_id, resource_id, from, to }, ownOf(own, reader.now), own),
    }),
  );
  builder.objectField(ResourceRef, 'grants', (t) =>
    t.field({
      type: Page,
      nullable: true,
      args: { ...pageArguments, ...narrowing },
      resolve: ({ _id: resource_id }, { first, after, ...own }, { reader }) =>
        reader.page('grant', { first, after, resource_id }, ownOf(own, reader.now), own),
    }),
  );
  const { By, Count, count } = countsOf('grant', 'Grant', {
    ...DAY_AND_PLACE,
    ...RESOURCE,
    role: worded('role'),
    subject_type: worded('subject_type'),
    status: { type: 'String', of: statusNow },
  });
  builder.queryField('grant_counts', (t) =>
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
        ...(await count(reader, by, { scope_id, resource_id, from, to }, ownOf(own, reader.now))),
      ],
    }),
  );
}

type Own = Readonly<Record<string, unknown>> & { readonly status?: Parameters<typeof inStatus>[0] | null };

function ownOf({ status, ...own }: Own, now: Date) {
  return { ...equalTo(own), ...inStatus(status ?? undefined, now) };
}

/** {@link statusOf}, as MongoDB works it out. */
function statusNow(now: Date): object {
  const isOver = {
    $and: [{ $eq: ['$status', 'active'] }, { $ne: ['$expires_at', null] }, { $lte: ['$expires_at', now] }],
  };
  return { $cond: [isOver, 'expired', '$status'] };
}
