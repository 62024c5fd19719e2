/** Grants in reports. */

import { inStatus, statusOf } from '../../handlers/grants/present-grant.ts';
import { builder, GrantRef } from '../builder.ts';
import { worded } from '../counts.ts';
import { defineLists, placeFields } from '../lists.ts';
import { equalTo } from '../pages.ts';

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
      created_at: t.expose('created_at', { type: 'Time', nullable: false }),
      expires_at: t.expose('expires_at', { type: 'Time', nullable: true }),
      revoked_at: t.expose('revoked_at', { type: 'Time', nullable: true }),
    }),
  });
  placeFields(GrantRef);
  defineLists({
    kind: 'grant',
    type: 'Grant',
    ref: GrantRef,
    narrowing: builder.args((t) => ({
      status: t.field({ type: Status }),
      role: t.stringList(),
      subject_type: t.stringList(),
      subject_id: t.int(),
    })),
    dimensions: {
      // As the rows tell it, and no more.
      scope_id: { type: 'Int', of: () => ({ $cond: [{ $eq: ['$resource_id', null] }, '$scope_id', null] }) },
      role: worded('role'),
      subject_type: worded('subject_type'),
      status: { type: 'String', of: statusNow },
    },
    conditionsOf: ({ status, ...own }: Own, now) => ({ ...equalTo(own), ...inStatus(status ?? undefined, now) }),
  });
}

type Own = Readonly<Record<string, unknown>> & { readonly status?: Parameters<typeof inStatus>[0] | null };

/** {@link statusOf}, as MongoDB works it out. */
function statusNow(now: Date): object {
  const isOver = {
    $and: [{ $eq: ['$status', 'active'] }, { $ne: ['$expires_at', null] }, { $lte: ['$expires_at', now] }],
  };
  return { $cond: [isOver, 'expired', '$status'] };
}
