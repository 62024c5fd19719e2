/** Managed privileged objects and their states. */

import type { ItemFailureCode } from './job.ts';

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

/**
 * What a failed operation says about the resource; null = nothing new. An operation that ended as
 * `unknown` leaves `unknown`, whatever its code.
 */
export function resourceStatusAfter(code: ItemFailureCode, ended: 'failed' | 'unknown'): ResourceStatus | null {
  if (ended === 'unknown') return 'unknown';
  switch (code) {
    case 'credential_invalid':
    case 'out_of_sync':
      return 'out_of_sync';
    case 'account_locked_out':
      return 'locked_out';
    case 'unreachable':
    case 'timeout':
    case 'host_key_mismatch':
    case 'tls_untrusted':
      return 'unreachable';
    default:
      return null;
  }
}
