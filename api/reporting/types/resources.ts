/** Resources in reports, with what belongs to each of them. */

import { RESOURCE_STATUSES, RESOURCE_TYPES } from '../../../domain/resource.ts';
import { builder, ResourceRef } from '../builder.ts';
import { countsOf, DAY_AND_PLACE, worded } from '../counts.ts';
import { equalTo, narrowingArguments, pageArguments, pageOf } from '../pages.ts';

export function defineResources(): void {
  const Type = builder.enumType('ResourceType', { values: RESOURCE_TYPES });
  const Status = builder.enumType('ResourceStatus', { values: RESOURCE_STATUSES });
  ResourceRef.implement({
    description: 'An account on a device, whose credential is managed.',
    fields: (t) => ({
      id: t.exposeInt('_id', { nullable: false }),
      public_id: t.exposeString('public_id', { nullable: false }),
      name: t.exposeString('name', { nullable: false }),
      type: t.expose('type', { type: Type, nullable: false }),
      username: t.exposeString('username', { nullable: false }),
      status: t.expose('status', { type: Status, nullable: false }),
      scope_id: t.exposeInt('scope_id', { nullable: false }),
      device_id: t.exposeInt('device_id', { nullable: false }),
      platform_id: t.exposeInt('platform_id', { nullable: false }),
      verified_at: t.expose('verified_at', { type: 'Time', nullable: true }),
      rotated_at: t.expose('rotated_at', { type: 'Time', nullable: true }),
      created_at: t.expose('created_at', { type: 'Time', nullable: false }),
    }),
  });
  const Page = pageOf('Resource', ResourceRef);
  const narrowing = builder.args((t) => ({
    type: t.field({ type: [Type] }),
    status: t.field({ type: [Status] }),
    device_id: t.int(),
    platform_id: t.int(),
  }));
  builder.queryField('resources', (t) =>
    t.field({
      type: Page,
      nullable: true,
      args: { ...pageArguments, ...narrowingArguments, ...narrowing },
      resolve: (_, { first, after, scope_id, from, to, ...own }, { reader }) =>
        reader.page('resource', { first, after, scope_id, from, to }, equalTo(own)),
    }),
  );
  const { By, Count, count } = countsOf('resource', 'Resource', {
    ...DAY_AND_PLACE,
    type: worded('type'),
    status: worded('status'),
  });
  builder.queryField('resource_counts', (t) =>
    t.field({
      type: [Count],
      nullable: true,
      args: { by: t.arg({ type: [By], required: true }), ...narrowingArguments, ...narrowing },
      resolve: async (_, { by, scope_id, from, to, ...own }, { reader }) => [
        ...(await count(reader, by, { scope_id, from, to }, equalTo(own))),
      ],
    }),
  );
}
