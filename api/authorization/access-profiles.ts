/** What callers hold, kept in memory for as long as it is certainly still so. */

import type { AccessProfile, ScopeTree } from '../../domain/access.ts';
import { loadHeldGrants, loadRoles, type RoleTable, type Subject } from '../../store/access/held-grants.ts';
import { loadScopeTree } from '../../store/access/scope-tree.ts';
import type { Store } from '../../store/store.ts';

interface Frame {
  readonly epoch: number;
  readonly tree: ScopeTree;
  readonly roles: RoleTable;
}

interface Kept<Value> {
  readonly epoch: number;
  readonly value: Promise<Value>;
}

const MAX_PROFILES = 1_000;
const MAX_FRAMES = 200;

/**
 * Nothing here is trusted for a while: whoever asks brings the organization's access epoch as the database has
 * it now (`changeAccess`), and what was read in another epoch is read again. What is read after the epoch can be
 * newer than it, never older.
 */
export class AccessProfiles {
  readonly #store: Store;
  readonly #frames = new Map<number, Kept<Frame>>();
  readonly #profiles = new Map<string, Kept<AccessProfile>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** What `subject` holds in the organization, expired grants included. */
  async of(subject: Subject, organizationId: number, epoch: number): Promise<AccessProfile> {
    return kept(this.#profiles, `${organizationId}:${subject.type}:${subject.id}`, epoch, MAX_PROFILES, async () => {
      const { tree, roles } = await this.frame(organizationId, epoch);
      return { tree, grants: await loadHeldGrants(this.#store, organizationId, subject, roles) };
    });
  }

  /** Scopes and roles of the organization. */
  frame(organizationId: number, epoch: number): Promise<Frame> {
    return kept(this.#frames, organizationId, epoch, MAX_FRAMES, async () => {
      const [tree, roles] = await Promise.all([
        loadScopeTree(this.#store, organizationId),
        loadRoles(this.#store, organizationId),
      ]);
      return { epoch, tree, roles };
    });
  }
}

/** The least recently used goes first: a Map keeps the order in which its keys were set. */
function kept<Key, Value>(
  entries: Map<Key, Kept<Value>>,
  key: Key,
  epoch: number,
  limit: number,
  read: () => Promise<Value>,
): Promise<Value> {
  const found = entries.get(key);
  entries.delete(key);
  const entry = found?.epoch === epoch ? found : { epoch, value: read() };
  entries.set(key, entry);
  if (entry !== found) {
    entry.value.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    if (entries.size > limit) {
      const oldest = entries.keys().next();
      if (!oldest.done) entries.delete(oldest.value);
    }
  }
  return entry.value;
}
