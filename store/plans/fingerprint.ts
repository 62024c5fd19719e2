/** What a plan is made for: a resource of which any of this has changed since is not what people have looked at. */

import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { ManagedFacts } from './load-managed-batch.ts';

/** SHA-256, hex. The policy is no part of it: that is asked again for each resource when its turn comes. */
export function fingerprintOf(facts: ManagedFacts): string {
  const { resource, device, platform, credential, current, sharedKey, reconcile } = facts;
  const { address, port, trust } = device;
  const said = {
    resource_id: resource._id,
    username: resource.username,
    device: { id: device._id, address, port, trust },
    platform: { id: platform._id, revision: platform.revision },
    credential_id: credential?._id ?? null,
    version: current?.version ?? null,
    reconcile_resource_id: reconcile?.resource._id ?? null,
    // Said of accounts with a shared key alone: plans of before have said nothing of it.
    ...(sharedKey ? { ssh_key_id: sharedKey.id } : {}),
  };
  return createHash('sha256')
    .update(canonicalize(said) ?? '')
    .digest('hex');
}
