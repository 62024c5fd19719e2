/** Counts logins per credential, so that no retry locks an account out: before each try, under one condition. */

import { randomUUID } from 'node:crypto';
import type { LoginGuardRules } from '../domain/login-guard.ts';
import type { Store } from './store.ts';

/** More are not kept: the guard closes long before. */
const KEPT = 50;

/** A login that the guard let through; it counts as failed until its end is told. */
export interface AdmittedLogin {
  readonly id: string;
  readonly credentialId: number;
}

/**
 * Lets one more login through where failed and unfinished ones together stay below the limit.
 * @param unconditionally for a login that has earned its try, whatever failed before it.
 * @returns `closed` where too many have failed, `busy` where unfinished ones may yet fail.
 */
export async function admitLogin(
  store: Store,
  credentialId: number,
  rules: LoginGuardRules,
  unconditionally = false,
): Promise<AdmittedLogin | 'closed' | 'busy'> {
  const now = new Date();
  const since = new Date(now.getTime() - rules.window_seconds * 1000);
  const failed = { $size: { $filter: { input: '$failed_logins', cond: { $gt: ['$$this', since] } } } };
  const open = { $size: { $filter: { input: '$open_logins', cond: { $gt: ['$$this.at', since] } } } };
  const isBelow = (count: object) => ({ $expr: { $lt: [count, rules.max_failed_logins] } });
  const id = randomUUID();
  const { credentials } = store.models;
  const { modifiedCount } = await credentials.updateOne(
    { _id: credentialId, ...(unconditionally ? {} : isBelow({ $add: [failed, open] })) },
    { $push: { open_logins: { $each: [{ id, at: now }], $slice: -KEPT } } },
  );
  if (modifiedCount === 1) return { id, credentialId };
  return (await credentials.exists({ _id: credentialId, ...isBelow(failed) })) ? 'busy' : 'closed';
}

/** What a login came to: targets start counting from zero after one that worked. */
export type LoginEnd = 'worked' | 'refused' | 'not_judged';

/** Tells the end of an admitted login. One whose worker died is never told, and goes on counting. */
export async function endLogin(store: Store, { id, credentialId }: AdmittedLogin, end: LoginEnd): Promise<void> {
  const update =
    end === 'worked'
      ? { $set: { failed_logins: [], open_logins: [] } }
      : {
          $pull: { open_logins: { id } },
          ...(end === 'refused' ? { $push: { failed_logins: { $each: [new Date()], $slice: -KEPT } } } : {}),
        };
  await store.models.credentials.updateOne({ _id: credentialId }, update);
}
