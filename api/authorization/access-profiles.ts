/** What callers hold, kept in memory for as long as it is certainly still so. */

import type { AccessProfile } from '../../domain/access.ts';
import { type AccessFrame, accessFrame } from '../../store/access/access-frame.ts';
import { loadHeldGrants, type Subject } from '../../store/access/held-grants.ts';
import { KeptByEpoch } from '../../store/kept-by-epoch.ts';
import type { Store } from '../../store/store.ts';

const MAX_PROFILES = 1_000;

/** Whoever asks brings the organization's access epoch as the database has it now (`changeAccess`). */
export class AccessProfiles {
  readonly #store: Store;
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
  frame(organizationId: number, epoch: number): Promise<AccessFrame> {
    return accessFrame(this.#store, organizationId, epoch);
  }
}
