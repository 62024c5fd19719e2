/** When resources of an organization may be changed next, as the windows of their policies stand at one moment. */

import type { ScopeTree } from '../../domain/access.ts';
import type { EffectivePolicy } from '../../domain/policy/effective.ts';
import { loadScopeTree } from '../access/scope-tree.ts';
import type { ResourceDocument } from '../models/inventory.ts';
import type { Store } from '../store.ts';
import type { PolicyBook } from './policy-book.ts';
import { WindowStates } from './window-states.ts';

interface Moment {
  readonly store: Store;
  readonly book: PolicyBook;
  readonly organizationId: number;
  readonly tree: ScopeTree;
  readonly now: Date;
}

export class Openings {
  readonly #moment: Moment;
  readonly #states: WindowStates;
  readonly #ofScope = new Map<number, EffectivePolicy>();
  #closesAt = Number.POSITIVE_INFINITY;

  private constructor(moment: Moment) {
    this.#moment = moment;
    this.#states = new WindowStates(moment.now);
  }

  /** @throws Error where the organization has no root scope. */
  static async at(now: Date, store: Store, book: PolicyBook, organizationId: number): Promise<Openings> {
    return new Openings({ store, book, organizationId, tree: await loadScopeTree(store, organizationId), now });
  }

  /** When the first of those closes that were asked for and are open, in ms since 1970; infinite where no end is in sight. */
  get closesAt(): number {
    return this.#closesAt;
  }

  /**
   * By resource id, where each lies now; those that are gone are missing.
   * @returns null for one that may be changed now, and for one that may not and of which no opening is in sight.
   */
  async of(resourceIds: readonly number[]): Promise<ReadonlyMap<number, Date | null>> {
    const { store, organizationId } = this.#moment;
    const resources = await store.models.resources
      .find({ _id: { $in: resourceIds }, organization_id: organizationId }, { scope_id: 1 })
      .lean();
    return new Map(resources.map((resource) => [resource._id, this.#openingOf(resource)]));
  }

  #openingOf(resource: Pick<ResourceDocument, '_id' | 'scope_id'>): Date | null {
    const { closedBy, opensAt, closesAt } = this.#states.of(this.#policyAt(resource));
    if (closedBy !== null) return opensAt;
    this.#closesAt = Math.min(this.#closesAt, closesAt?.getTime() ?? Number.POSITIVE_INFINITY);
    return null;
  }

  /** Where nothing is bound to a resource itself, its policy is that of its scope: so it is worked out once a scope. */
  #policyAt({ _id, scope_id }: Pick<ResourceDocument, '_id' | 'scope_id'>): EffectivePolicy {
    const { book, tree } = this.#moment;
    const lineage = tree.lineage(scope_id);
    if (book.isBound(_id)) return book.effectiveAt({ lineage, resourceId: _id });
    const policy = this.#ofScope.get(scope_id) ?? book.effectiveAt({ lineage, resourceId: null });
    this.#ofScope.set(scope_id, policy);
    return policy;
  }
}
