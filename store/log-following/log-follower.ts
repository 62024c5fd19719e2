/**
 * Follows the audit logs of all organizations, one after the other, for whatever is kept up to date by them. It runs in
 * every worker; who follows an organization holds its feed (feed-lease.ts), so that it is one of them at a time.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../runtime/logger.ts';
import { databaseTime } from '../database-clock.ts';
import { ledgerCollections } from '../ledger/collections.ts';
import type { OrganizationDocument } from '../models/identity.ts';
import type { LedgerHeadDocument } from '../models/ledger.ts';
import type { Store } from '../store.ts';

const IDLE_MS = 1_000;

export type FollowedOrganization = Pick<OrganizationDocument, '_id' | 'policy_epoch'>;
export type FollowedHead = Pick<LedgerHeadDocument, 'generation' | 'size'>;

/** An organization in a round. */
export interface Standing {
  readonly organization: FollowedOrganization;
  /** null: nothing is in the log yet. */
  readonly head: FollowedHead | null;
  /** Of the database; the head was read after it. */
  readonly now: Date;
}

export interface Following {
  readonly store: Store;
  readonly logger: Logger;
  /** For warnings, with a capital letter: `The posture`. */
  readonly what: string;
  /** Asked once a round. @returns whether there is anything to do: an organization in which nothing happens costs no writes. */
  survey(now: Date): Promise<(standing: Standing) => boolean>;
  /** A piece of work on one organization. @returns whether there is more to do at once. */
  keep(standing: Standing): Promise<boolean>;
}

export class LogFollower {
  readonly #following: Following;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  readonly #failing = new Set<number>();

  constructor(following: Following) {
    this.#following = following;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends the round that is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const isMore = await this.#round().catch((error: unknown) => {
        this.#following.logger.warn(`${this.#following.what} cannot be kept; tried again`, { error });
        return false;
      });
      if (!isMore) await delay(IDLE_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @returns whether there is more to do at once. */
  async #round(): Promise<boolean> {
    const { store } = this.#following;
    const now = await databaseTime(store);
    const [organizations, heads, isBehind] = await Promise.all([
      store.models.organizations.find({ status: 'active' }, { policy_epoch: 1 }).sort({ _id: 1 }).lean(),
      ledgerCollections(store)
        .heads.find()
        .project<FollowedHead & { readonly _id: number }>({ generation: 1, size: 1 })
        .toArray(),
      this.#following.survey(now),
    ]);
    const headOf = new Map(heads.map((head) => [head._id, head]));
    let isMore = false;
    for (const organization of organizations) {
      if (this.#stopping.signal.aborted) return false;
      const standing = { organization, head: headOf.get(organization._id) ?? null, now };
      if (isBehind(standing)) isMore = (await this.#guarded(standing)) || isMore;
    }
    return isMore;
  }

  /** What is wrong with one organization holds up no other. */
  async #guarded(standing: Standing): Promise<boolean> {
    const { _id: organization_id } = standing.organization;
    try {
      const isMore = await this.#following.keep(standing);
      this.#failing.delete(organization_id);
      return isMore;
    } catch (error) {
      if (!this.#failing.has(organization_id)) {
        this.#following.logger.warn(`${this.#following.what} of an organization cannot be kept; tried again`, {
          organization_id,
          error,
        });
      }
      this.#failing.add(organization_id);
      return false;
    }
  }
}
