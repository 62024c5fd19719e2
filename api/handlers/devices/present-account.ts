/** An account that was found on a device, and the look that found it, on the wire. */

import type { DeviceLookDocument, DiscoveredAccountDocument } from '../../../store/models/discovery.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime, wireTimeOrNull } from '../wire-time.ts';

type WireAccount = components['schemas']['DiscoveredAccount'];

/** @param resource the active resource that stands for it, and whether the caller may see that; undefined: there is none. */
export function presentAccount(
  account: DiscoveredAccountDocument,
  resource: { readonly id: number; readonly isVisible: boolean } | undefined,
): WireAccount {
  return {
    name: account.name,
    system_id: account.system_id,
    managed: resource !== undefined,
    resource_id: resource?.isVisible ? resource.id : null,
    privileged: account.privileged,
    privileges: account.privileges.map(({ name, via }) => ({ name, via })),
    groups: [...account.groups],
    can_log_in: account.can_log_in,
    locked: account.locked,
    password: account.password,
    password_changed_at: account.password_changed_at,
    password_expires_at: account.password_expires_at,
    last_login_at: account.last_login_at,
    keys: account.keys.map(({ fingerprint, type, use }) => ({ fingerprint, type, use })),
    not_observed: [...account.not_observed],
    first_seen_at: wireTime(account.first_seen_at),
    last_seen_at: wireTime(account.last_seen_at),
    changed_at: wireTimeOrNull(account.changed_at),
    changed: [...account.changed],
    gone_at: wireTimeOrNull(account.gone_at),
  };
}

export function presentLook(record: DeviceLookDocument | null): components['schemas']['DeviceLook'] | null {
  if (!record?.last) return null;
  const { job_id, resource_id, looked_at, counts, codes, remarks } = record.last;
  return {
    job_id,
    resource_id,
    looked_at: wireTime(looked_at),
    counts: { ...counts },
    codes: [...codes],
    remarks: remarks.map(({ fact, detail }) => ({ fact, detail })),
  };
}
