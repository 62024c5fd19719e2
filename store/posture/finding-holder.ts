/** Whose findings they are, and where that lies: a resource, or a device with its accounts that no resource manages. */

import type { FindingDocument } from '../models/posture.ts';

/** Without `resource_id` it is the device. */
export type FindingHolder = Pick<FindingDocument, 'organization_id' | 'scope_id' | 'resource_id' | 'device_id'>;

export function holderOf({ organization_id, scope_id, resource_id, device_id }: FindingHolder): FindingHolder {
  return { organization_id, scope_id, resource_id, device_id };
}
