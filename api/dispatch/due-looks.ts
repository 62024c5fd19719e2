/**
 * Asks for the looks at devices that are due by policy: the same jobs as by hand, made in the name of Capstan, and without
 * anybody's consent, since the policy that makes them due is that. What is due is found out from what is stored, so a
 * process that ends in the middle loses nothing and does nothing twice.
 */

import type { Logger } from 'winston';
import { LOOKS_SWEEP_EVERY_MS, MOST_LOOKS } from '../../domain/look-schedule.ts';
import { cautiousNow } from '../../store/database-clock.ts';
import { dueLooks } from '../../store/discovery/due-looks.ts';
import { requestScheduledLook } from '../../store/discovery/scheduled-look.ts';
import { LOOKS } from '../../store/models/policy.ts';
import { boundPolicies } from '../../store/policy/bound-policies.ts';
import { PolicyBook } from '../../store/policy/policy-book.ts';
import type { Store } from '../../store/store.ts';
import { takeTurn } from './take-turn.ts';

interface DueLooksOptions {
  readonly store: Store;
  readonly logger: Logger;
  /** Default: the earlier one of this host's time and the database's. */
  readonly now?: Date;
}

/** Rejects where MongoDB does not answer. @returns how many looks were asked for. */
export async function requestDueLooks({ store, logger, ...options }: DueLooksOptions): Promise<number> {
  const now = options.now ?? (await cautiousNow(store));
  const { organizations, policies } = store.models;
  const ids = await policies.distinct('organization_id', { status: 'active', ...LOOKS });
  const active = await organizations.find({ _id: { $in: ids }, status: 'active' }, { _id: 1 }).lean();
  let asked = 0;
  for (const { _id: organization_id } of active) {
    try {
      const looks = await sweep(store, organization_id, now);
      asked += looks;
      if (looks > 0) logger.info('Looks at devices are due by policy', { organization_id, looks });
    } catch (error) {
      logger.warn('Looks that are due could not be asked for; the next sweep does', { organization_id, error });
    }
  }
  return asked;
}

async function sweep(store: Store, organizationId: number, now: Date): Promise<number> {
  if ((await takeTurn(store.models.lookSweeps, organizationId, now, LOOKS_SWEEP_EVERY_MS)) === null) return 0;
  const book = new PolicyBook(await boundPolicies(store, organizationId, {}));
  let asked = 0;
  for (const due of (await dueLooks(store, book, organizationId, now)).slice(0, MOST_LOOKS)) {
    if ((await requestScheduledLook(store, due, now)) !== null) asked += 1;
  }
  return asked;
}
