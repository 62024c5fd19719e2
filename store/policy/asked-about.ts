/** What a decision looks at of what it is about: many can be read at once without the rest. */

import type { ResourceDocument } from '../models/inventory.ts';
import type { ProtectedInformationDocument } from '../models/protected-information.ts';

export const ASKED_OF_RESOURCE = [
  '_id',
  'organization_id',
  'scope_id',
  'device_id',
  'name',
  'type',
  'username',
  'status',
  'verified_at',
  'rotated_at',
] as const satisfies readonly (keyof ResourceDocument)[];

export const ASKED_OF_INFORMATION = [
  '_id',
  'organization_id',
  'scope_id',
  'name',
  'kind',
  'status',
] as const satisfies readonly (keyof ProtectedInformationDocument)[];

export type AskedResource = Pick<ResourceDocument, (typeof ASKED_OF_RESOURCE)[number]>;
export type AskedInformation = Pick<ProtectedInformationDocument, (typeof ASKED_OF_INFORMATION)[number]>;
