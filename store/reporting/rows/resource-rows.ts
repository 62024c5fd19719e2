/** Resources as reports know them. */

import { isOnlyIntended } from '../../log-following/read-log.ts';
import type { ResourceDocument } from '../../models/inventory.ts';
import { type RowSource, withIds } from '../row-source.ts';

export const resourceRows: RowSource<'resource', ResourceDocument> = {
  kind: 'resource',
  from: 'resources',
  rowOf: ({ public_id, name, type, username, status, device_id, platform_id, verified_at, rotated_at }) => ({
    ...{ public_id, name, type, username, status, device_id, platform_id },
    ...{ verified_at: verified_at ?? null, rotated_at: rotated_at ?? null },
  }),
  concerned: ({ changes, resourcesBehind }) => {
    const changed = changes.filter((change) => !isOnlyIntended(change)).map(({ resource_id }) => resource_id);
    return withIds([...changed, ...resourcesBehind]);
  },
};
