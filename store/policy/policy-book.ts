/** All that is bound in an organization, kept in memory for as long as its policies stand still. */

import type { ClientSession } from 'mongoose';
import {
  type BoundPolicy,
  type EffectivePolicy,
  effectivePolicy,
  type GovernedPlace,
} from '../../domain/policy/effective.ts';
import { KeptByEpoch } from '../kept-by-epoch.ts';
import type { OrganizationDocument } from '../models/identity.ts';
import type { Store } from '../store.ts';
import { boundPolicies } from './bound-policies.ts';

type Target = Pick<BoundPolicy, 'targetType' | 'targetId'>;

export class PolicyBook {
  readonly #byTarget = new Map<string, BoundPolicy[]>();

  constructor(bound: readonly BoundPolicy[]) {
    for (const one of bound) {
      const here = this.#byTarget.get(keyOf(one));
      if (here) here.push(one);
      else this.#byTarget.set(keyOf(one), [one]);
    }
  }

  effectiveAt(place: GovernedPlace): EffectivePolicy {
    const targets: Target[] = place.lineage.map((targetId) => ({ targetType: 'scope', targetId }));
    if (place.resourceId !== null) targets.push({ targetType: 'resource', targetId: place.resourceId });
    return effectivePolicy(
      targets.flatMap((target) => this.#byTarget.get(keyOf(target)) ?? []),
      place,
    );
  }

  /** Whether something is bound to the resource itself. */
  isBound(resourceId: number): boolean {
    return this.#byTarget.has(keyOf({ targetType: 'resource', targetId: resourceId }));
  }

  /** Every binding, in no order. */
  all(): BoundPolicy[] {
    return [...this.#byTarget.values()].flat();
  }
}

function keyOf({ targetType, targetId }: Target): string {
  return `${targetType}:${targetId}`;
}

const MAX_BOOKS = 200;

/** Of an organization, as far as they are active: each of its API processes keeps all of them in memory. */
export const MOST_POLICIES = 1_000;
export const MOST_BINDINGS = 20_000;

export class PolicyBooks {
  readonly #store: Store;
  readonly #books = new KeptByEpoch<number, PolicyBook>(MAX_BOOKS);

  constructor(store: Store) {
    this.#store = store;
  }

  /** @param organization as the database has it now: its policy epoch says whether what is kept still holds. */
  of({ _id, policy_epoch: epoch = 0 }: Pick<OrganizationDocument, '_id' | 'policy_epoch'>): Promise<PolicyBook> {
    return this.#books.of(_id, epoch, async () => new PolicyBook(await boundPolicies(this.#store, _id, {})));
  }
}

/**
 * Moves the organization to its next policy epoch, inside the transaction of a change of policies or bindings. Such
 * changes conflict on that document and so run one after another: what one of them has checked (that no rule is set
 * twice at one place) still holds when it commits.
 */
export async function changePolicies(store: Store, session: ClientSession, organizationId: number): Promise<void> {
  const { matchedCount } = await store.models.organizations.updateOne(
    { _id: organizationId },
    { $inc: { policy_epoch: 1 } },
    { session },
  );
  if (matchedCount !== 1) throw new Error(`there is no organization ${organizationId} whose policies could change`);
}
