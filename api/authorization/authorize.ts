/** The second beat: in which organization the caller acts, and whether the operation is open to it at all. */

import type { Actor, Place } from '../../domain/access.ts';
import { CapstanError } from '../../domain/errors.ts';
import type { Store } from '../../store/store.ts';
import type { Organizations } from '../authentication/organizations.ts';
import type { OperationContract } from '../contract.ts';
import type { Exchange } from '../exchange.ts';
import type { AccessProfiles } from './access-profiles.ts';
import { admit, requireFresh } from './admit.ts';
import type { RequestAccess } from './request-access.ts';

export interface AuthorizeParts {
  readonly store: Store;
  readonly organizations: Organizations;
  readonly profiles: AccessProfiles;
}

export class Authorizer {
  readonly #store: Store;
  readonly #organizations: Organizations;
  readonly #profiles: AccessProfiles;

  constructor({ store, organizations, profiles }: AuthorizeParts) {
    this.#store = store;
    this.#organizations = organizations;
    this.#profiles = profiles;
  }

  /**
   * Moves the actor into the organization that X-Capstan-Organization names, or leaves it in its own.
   * @throws CapstanError `not_found` for one that is missing and one in which the caller has no grant in force.
   */
  async enter(exchange: Exchange, actor: Actor): Promise<Actor> {
    const named = exchange.request.headers['x-capstan-organization'];
    if (named === undefined) {
      exchange.organization = await this.#organizations.active(actor.homeOrganizationId);
      return actor;
    }
    const organization = typeof named === 'string' ? await this.#organizations.activeByName(named) : null;
    if (organization?._id === actor.homeOrganizationId) {
      exchange.organization = organization;
      return actor;
    }
    // The same question for one that is missing: what takes longer is done for guests alone.
    const isGuest = await this.#isGuest(actor, organization?._id ?? NOWHERE);
    if (!organization || !isGuest) {
      throw new CapstanError('not_found', 'X-Capstan-Organization names no organization of yours.');
    }
    exchange.organization = organization;
    return { ...actor, organizationId: organization._id };
  }

  /**
   * Decides what can be decided before the request is read.
   * @throws CapstanError `forbidden`, `password_required`, `fresh_authentication_required`.
   */
  async authorize(exchange: Exchange, operation: OperationContract): Promise<RequestAccess> {
    const { actor, organization } = exchange;
    if (!actor || !organization) throw new CapstanError('unauthenticated', 'Nobody is known to ask.');
    const now = new Date();
    const profile = await this.#profiles.of(actor, organization._id, organization.access_epoch);
    const { address } = exchange;
    const access = admit({ actor, profile, operation, isOwn: isOwn(exchange, operation, actor), address, now });
    requireFresh(operation, actor, organization, now);
    return access;
  }

  /** The rights of whoever asked, read anew; null: the operation is not open to them any more, or the organization is not active. */
  async accessNow(exchange: Exchange): Promise<RequestAccess | null> {
    const { actor, operation } = exchange;
    if (!actor || !operation) return null;
    const organization = await this.#organizations.active(actor.organizationId);
    if (!organization) return null;
    exchange.organization = organization;
    try {
      return await this.authorize(exchange, operation);
    } catch (error) {
      if (error instanceof CapstanError && error.status < 500) return null;
      throw error;
    }
  }

  /** Whether the operation would still be allowed at `place`. */
  async stillAllows(exchange: Exchange, place: Place): Promise<boolean> {
    const access = await this.accessNow(exchange);
    return access !== null && (access.permission === null || access.allows(place, access.permission));
  }

  /** Groups have members of their own organization alone, so a guest's grants are its own. */
  async #isGuest({ type, id }: Actor, organizationId: number): Promise<boolean> {
    const grant = await this.#store.models.grants.exists({
      organization_id: organizationId,
      status: 'active',
      subject_type: type,
      subject_id: id,
      $or: [{ expires_at: null }, { expires_at: { $gt: new Date() } }],
    });
    return grant !== null;
  }
}

/** Id of no organization. */
const NOWHERE = 0;

function isOwn(exchange: Exchange, { isOpenToOwner }: OperationContract, actor: Actor): boolean {
  const isAtHome = actor.organizationId === actor.homeOrganizationId;
  return isOpenToOwner && isAtHome && actor.type === 'user' && exchange.path['id'] === actor.id;
}
