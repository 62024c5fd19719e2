/** Scopes and roles of organizations, kept in memory for as long as they are certainly still so. */

import type { ScopeTree } from '../../domain/access.ts';
import { KeptByEpoch } from '../kept-by-epoch.ts';
import type { Store } from '../store.ts';
import { loadRoles, type RoleTable } from './held-grants.ts';
import { loadScopeTree } from './scope-tree.ts';

export interface AccessFrame {
  readonly tree: ScopeTree;
  readonly roles: RoleTable;
}

const MAX_FRAMES = 200;

const framesOf = new WeakMap<Store, KeptByEpoch<number, AccessFrame>>();

/** @param epoch the organization's access epoch as the database has it now (`changeAccess`). */
export function accessFrame(store: Store, organizationId: number, epoch: number): Promise<AccessFrame> {
  const kept = framesOf.get(store) ?? new KeptByEpoch<number, AccessFrame>(MAX_FRAMES);
  framesOf.set(store, kept);
  return kept.of(organizationId, epoch, () => loadFrame(store, organizationId));
}

/** The same as it is now: reads the epoch anew. */
export async function accessFrameNow(store: Store, organizationId: number): Promise<AccessFrame> {
  const organization = await store.models.organizations.findById(organizationId, { access_epoch: 1 }).lean();
  const epoch = organization?.access_epoch;
  // One that an older version has made has no epoch until it is brought up to date.
  return epoch === undefined ? loadFrame(store, organizationId) : accessFrame(store, organizationId, epoch);
}

async function loadFrame(store: Store, organizationId: number): Promise<AccessFrame> {
  const [tree, roles] = await Promise.all([loadScopeTree(store, organizationId), loadRoles(store, organizationId)]);
  return { tree, roles };
}
