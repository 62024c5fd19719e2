/** Managed privileged objects and their states. */

export const RESOURCE_TYPES = ['postgres_role', 'linux_account'] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

export const RESOURCE_STATUSES = [
  'unverified',
  'verified',
  'out_of_sync',
  'unreachable',
  'locked_out',
  'unknown',
  'inactive',
] as const;
export type ResourceStatus = (typeof RESOURCE_STATUSES)[number];

/** States of one version of a credential. At most one is `pending`, one `current` and one `previous`. */
export const VERSION_STATES = ['pending', 'current', 'previous', 'retired'] as const;
export type VersionState = (typeof VERSION_STATES)[number];
