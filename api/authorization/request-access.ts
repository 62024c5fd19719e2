/** The access decision of one request, as its handler asks for it: about one object, about a list, about a place. */

import {
  type AccessProfile,
  type AuthorizedResource,
  type Decision,
  decideAccess,
  isWithin,
  type Place,
  type Reach,
  reachOfRules,
  WHOLE_ORGANIZATION,
} from '../../domain/access.ts';
import { CapstanError } from '../../domain/errors.ts';
import type { Permission } from '../../domain/permissions.ts';
import { requireFound, unusable } from '../handlers/found.ts';
import { filterOf, PLACED, type PlacedKind, type PlaceFilter, placeOf } from './places.ts';
import { holdsAnywhere, reachNow } from './reach-now.ts';

export interface RequestAccessParts {
  readonly profile: AccessProfile;
  /** What the operation needs; null: being authenticated is enough, or the caller asks about itself. */
  readonly permission: Permission | null;
  /** The authorized resources of an application that fit the request; null: nothing binds it beside its grants. */
  readonly rules: readonly AuthorizedResource[] | null;
  readonly now: Date;
}

export class RequestAccess {
  readonly profile: AccessProfile;
  readonly permission: Permission | null;
  readonly #rules: readonly AuthorizedResource[] | null;
  readonly #limits: Reach | null;
  readonly #now: Date;
  #place: Place | undefined;

  constructor({ profile, permission, rules, now }: RequestAccessParts) {
    this.profile = profile;
    this.permission = permission;
    this.#rules = rules;
    this.#limits = rules && reachOfRules(rules, profile.tree);
    this.#now = now;
  }

  /** Where what was decided about lies; undefined: no decision was asked for. */
  get place(): Place | undefined {
    return this.#place;
  }

  /** Whether the caller may do what needs `permission` at `place`. */
  allows(place: Place, permission: Permission): boolean {
    return this.#reaches(permission).every((reach) => isWithin(reach, place));
  }

  /** Whether the caller may do somewhere what needs `permission`. */
  allowsSomewhere(permission: Permission): boolean {
    return holdsAnywhere(this.profile, permission, this.#now);
  }

  /** What {@link allows} says, with its reason and the grants behind it. */
  decide(place: Place, permission: Permission): Decision {
    const decision = decideAccess(this.profile, permission, place, this.#now);
    if (!decision.allowed || this.#limits === null || isWithin(this.#limits, place)) return decision;
    return { allowed: false, reason: 'the authorized resources of the application leave it out', by: [] };
  }

  /** Whether an application's authorized resources let it touch `place` until `until` (null: for ever). */
  isAuthorizedUntil(place: Place, until: Date | null): boolean {
    if (this.#rules === null) return true;
    const lasting = this.#rules.filter(({ expires_at: end }) => end === null || (until !== null && end >= until));
    return isWithin(reachOfRules(lasting, this.profile.tree), place);
  }

  /** The same of an object. */
  permits(kind: PlacedKind, document: object, permission: Permission): boolean {
    return this.allows(placeOf(kind, document), permission);
  }

  /** `document`, or null where the caller may not do with it what needs `permission`. */
  permitted<Document extends object>(
    kind: PlacedKind,
    document: Document | null | undefined,
    permission: Permission,
  ): Document | null {
    return document && this.permits(kind, document, permission) ? document : null;
  }

  /**
   * The object that the operation is about.
   * @throws CapstanError `not_found` where there is none, or none that the caller may see; `forbidden` where it
   *   may be seen, but the operation not be done on it.
   */
  requireFound<Document extends object>(kind: PlacedKind, document: Document | null | undefined): Document {
    const { permission } = this;
    if (!document) return requireFound<Document>(null);
    if (permission === null) return document;
    const place = placeOf(kind, document);
    if (this.allows(place, permission)) {
      this.#place = place;
      return document;
    }
    if (this.allows(place, PLACED[kind].read)) {
      this.#place = place;
      throw this.#forbidden(permission, place);
    }
    return requireFound<Document>(null);
  }

  /**
   * As {@link requireFound}, of an object that a body names and that the operation is about.
   * @throws CapstanError `unprocessable` that points at `field` where there is none, or none that the caller may see;
   *   `forbidden` where it may be seen, but the operation not be done on it.
   */
  requireReferred<Document extends object>(
    kind: PlacedKind,
    document: Document | null | undefined,
    field: string,
  ): Document {
    const { permission } = this;
    if (permission === null) throw new Error('an operation without a permission is about an object that a body names');
    const place = document && placeOf(kind, document);
    if (!place || !(this.allows(place, permission) || this.allows(place, PLACED[kind].read))) {
      throw unusable(field, `names no ${kind} that you can reach`);
    }
    this.#place = place;
    this.requireAlso(permission, place);
    return document;
  }

  /** Condition that exactly those objects of a list meet that the caller may see. */
  filter<Kind extends PlacedKind>(kind: Kind): { $and: PlaceFilter<Kind>[] } {
    this.#place ??= WHOLE_ORGANIZATION;
    return this.filterWith(kind, this.permission ?? PLACED[kind].read);
  }

  /** The same for another permission than the operation's own. */
  filterWith<Kind extends PlacedKind>(kind: Kind, permission: Permission): { $and: PlaceFilter<Kind>[] } {
    return { $and: this.#reaches(permission).map((reach) => filterOf(kind, reach)) };
  }

  /**
   * For what is made in, or moved to, a place.
   * @throws CapstanError `unprocessable` that points at `field` where the scope is out of reach; `forbidden` where
   *   it may be seen, but nothing be put there.
   */
  requirePlace(place: Place & { readonly scopeId: number }, field = 'scope_id', noun = 'scope'): void {
    const { permission } = this;
    if (permission === null) throw new Error('an operation without a permission puts something into a scope');
    // A reach that is everywhere knows no scopes: those of others, and those that there are not, are not in the tree.
    const exists = this.profile.tree.lineage(place.scopeId).length > 0;
    if (exists && this.allows(place, permission)) {
      this.#place = place;
      return;
    }
    if (exists && this.allows(place, 'scope:read')) throw this.#forbidden(permission, place);
    throw unusable(field, `names no ${noun} that you can reach`);
  }

  /**
   * For what needs another permission beside the operation's own.
   * @throws CapstanError `forbidden`.
   */
  requireAlso(permission: Permission, place: Place): void {
    if (!this.allows(place, permission)) throw this.#forbidden(permission, place);
  }

  /**
   * For what belongs to the organization as a whole.
   * @throws CapstanError `forbidden`.
   */
  requireOrganization(): void {
    if (this.permission !== null && !this.allows(WHOLE_ORGANIZATION, this.permission)) {
      throw this.#forbidden(this.permission, WHOLE_ORGANIZATION);
    }
    this.#place = WHOLE_ORGANIZATION;
  }

  /** For what is the caller's own, so that no permission is asked for, and lies somewhere: its record lies there as well. */
  settleAt(place: Place): void {
    if (this.permission !== null) throw new Error('an operation with a permission has to ask for it where it acts');
    this.#place = place;
  }

  /** For operations that every holder of their permission may do, wherever it is held, and for what is the caller's own. */
  settleAnywhere(): void {
    this.#place = WHOLE_ORGANIZATION;
  }

  #forbidden(permission: Permission, place: Place): CapstanError {
    return new CapstanError(
      'forbidden',
      `The operation needs ${permission}: ${this.decide(place, permission).reason}.`,
    );
  }

  #reaches(permission: Permission): readonly Reach[] {
    const granted = reachNow(this.profile, permission, this.#now);
    return this.#limits === null ? [granted] : [granted, this.#limits];
  }
}
