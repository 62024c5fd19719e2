/** What callers hold, kept in memory for as long as it is certainly still so. */

import type { AccessProfile, ScopeTree } from '../../domain/access.ts';
import { loadHeldGrants, loadRoles, type RoleTable, type Subject } from '../../store/access/held-grants.ts';
import { loadScopeTree } from '../../store/access/scope-tree.ts';
import { KeptByEpoch } from '../../store/kept-by-epoch.ts';
import type { Store } from '../../store/store.ts';

interface Frame {
  readonly epoch: number;
  readonly tree: ScopeTree;
  readonly roles: RoleTable;
}

const MAX_PROFILES = 1_000;
const MAX_FRAMES = 200;

/** Whoever asks brings the organization's access epoch as the database has it now (`changeAccess`). */
export class AccessProfiles {
  readonly #store: Store;
  readonly #frames = new KeptByEpoch<number, Frame>(MAX_FRAMES);
  readonly #profiles = new KeptByEpoch<string, AccessProfile>(MAX_PROFILES);

  constructor(store: Store) {
    this.#store = store;
  }

  /** What `subject` holds in the organization, expired grants included. */
  async of(subject: Subject, organizationId: number, epoch: number): Promise<AccessProfile> {
    return this.#profiles.of(`${organizationId}:${subject.type}:${subject.id}`, epoch, async () => {
      const { tree, roles } = await this.frame(organizationId, epoch);
      return { tree, grants: await loadHeldGrants(this.#store, organizationId, subject, roles) };
    });
  }

  /** Scopes and roles of the organization. */
  frame(organizationId: number, epoch: number): Promise<Frame> {
    return this.#frames.of(organizationId, epoch, async () => {
      const [tree, roles] = await Promise.all([
        loadScopeTree(this.#store, organizationId),
        loadRoles(this.#store, organizationId),
      ]);
      return { epoch, tree, roles };
    });
  }
}
