/** What a look has found, counted, and what of it is not as it was at the look before. */

import type { ClientSession } from 'mongoose';
import type { LookCounts } from '../../domain/discovered-account.ts';
import type { ToldAccount } from '../../domain/discovery-event.ts';
import type { DiscoveredAccountDocument } from '../models/discovery.ts';
import type { Store } from '../store.ts';
import { managedAccounts } from './managed-accounts.ts';
import type { LookAttempt } from './store-look.ts';

export interface LookNews {
  readonly counts: LookCounts;
  /** New, gone or changed, by name. */
  readonly accounts: readonly ToldAccount[];
}

type Counted = Pick<
  DiscoveredAccountDocument,
  'name' | 'privileged' | 'gone_at' | 'first_seen_job_id' | 'changed' | 'changed_job_id' | 'gone_job_id'
>;

export async function lookNews(
  store: Store,
  session: ClientSession,
  { deviceId, jobId }: LookAttempt,
): Promise<LookNews> {
  const all = await store.models.discoveredAccounts
    .find(
      { device_id: deviceId, $or: [{ gone_at: null }, { gone_job_id: jobId }] },
      { name: 1, privileged: 1, gone_at: 1, first_seen_job_id: 1, changed: 1, changed_job_id: 1, gone_job_id: 1 },
      { session },
    )
    .sort({ name: 1 })
    .lean<Counted[]>();
  const managed = await managedAccounts(store, deviceId, session);
  const gone = all.filter(({ gone_at }) => gone_at !== null);
  const here = all.filter(({ gone_at }) => gone_at === null);
  const isNew = ({ first_seen_job_id }: Counted) => first_seen_job_id === jobId;
  const fresh = here.filter(isNew);
  const changed = here.filter((account) => account.changed_job_id === jobId && !isNew(account));
  const privileged = here.filter((account) => account.privileged === true);
  const isUnmanaged = ({ name }: Counted) => !managed.has(name);
  const told = (turn: ToldAccount['turn']) => (account: Counted) => ({
    name: account.name,
    turn,
    changed: turn === 'account_changed' ? account.changed : [],
    privileged: account.privileged,
    resourceId: managed.get(account.name)?._id ?? null,
  });
  return {
    counts: {
      seen: here.length,
      new: fresh.length,
      gone: gone.length,
      changed: changed.length,
      privileged: privileged.length,
      unmanaged: here.filter(isUnmanaged).length,
      unmanaged_privileged: privileged.filter(isUnmanaged).length,
      new_privileged: privileged.filter(isNew).length,
      privileges_changed: changed.filter(({ changed: facts }) => facts.includes('privileges')).length,
      keys_changed: changed.filter(({ changed: facts }) => facts.includes('keys')).length,
    },
    accounts: [
      ...fresh.map(told('account_new')),
      ...gone.map(told('account_gone')),
      ...changed.map(told('account_changed')),
    ],
  };
}
