/** Resources in reports, with what belongs to each of them. */

import { RESOURCE_STATUSES, RESOURCE_TYPES } from '../../../domain/resource.ts';
import { builder, ResourceRef } from '../builder.ts';
import { worded } from '../counts.ts';
import { defineLists } from '../lists.ts';

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
  defineLists({
    kind: 'resource',
    type: 'Resource',
    ref: ResourceRef,
    narrowing: builder.args((t) => ({
      type: t.field({ type: [Type] }),
      status: t.field({ type: [Status] }),
      device_id: t.int(),
      platform_id: t.int(),
    })),
    dimensions: {
      type: worded('type'),
      status: worded('status'),
    },
  });
}
