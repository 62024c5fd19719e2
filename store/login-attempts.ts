/** Counts logins per credential, so that no retry locks an account out: before each try, under one condition. */

import { randomUUID } from 'node:crypto';
import type { LoginGuardRules } from '../domain/login-guard.ts';
import type { Store } from './store.ts';

/** More are not kept of one credential: the guard closes long before. */
export const KEPT_LOGINS = 50;

/** A login that the guard let through; it counts as failed until its end is told. */
export interface AdmittedLogin {
  readonly id: string;
  readonly credentialId: number;
}

/** What the guard says to a login: `closed` where too many have failed, `busy` where unfinished ones may yet fail. */
export type Admission = AdmittedLogin | 'closed' | 'busy';

/**
 * Lets one more login through where failed and unfinished ones together stay below the limit.
 * @param unconditionally for a login that has earned its try, whatever failed before it.
 */
export async function admitLogin(
  store: Store,
  credentialId: number,
  rules: LoginGuardRules,
  unconditionally = false,
): Promise<Admission> {
  const { login, filter, update } = admissionOf(credentialId, rules, unconditionally);
  const { modifiedCount } = await store.models.credentials.updateOne(filter, update);
  return modifiedCount === 1 ? login : refusalOf(store, credentialId, rules);
}

/** The write that lets a login through, where it matches. */
export function admissionOf(credentialId: number, rules: LoginGuardRules, unconditionally = false) {
  const now = new Date();
  const id = randomUUID();
  const { failed, open } = countsSince(rules, now);
  const isBelow = { $expr: { $lt: [{ $add: [failed, open] }, rules.max_failed_logins] } };
  return {
    login: { id, credentialId },
    filter: { _id: credentialId, ...(unconditionally ? {} : isBelow) },
    update: { $push: { open_logins: { $each: [{ id, at: now }], $slice: -KEPT_LOGINS } } },
  };
}

/** Why a login was not let through. */
export async function refusalOf(
  { models }: Store,
  credentialId: number,
  rules: LoginGuardRules,
): Promise<'closed' | 'busy'> {
  const { failed } = countsSince(rules, new Date());
  const isBelow = { $expr: { $lt: [failed, rules.max_failed_logins] } };
  return (await models.credentials.exists({ _id: credentialId, ...isBelow })) ? 'busy' : 'closed';
}

function countsSince({ window_seconds }: LoginGuardRules, now: Date) {
  const since = new Date(now.getTime() - window_seconds * 1000);
  return {
    failed: { $size: { $filter: { input: '$failed_logins', cond: { $gt: ['$$this', since] } } } },
    open: { $size: { $filter: { input: '$open_logins', cond: { $gt: ['$$this.at', since] } } } },
  };
}

/** What a login came to: targets start counting from zero after one that worked. */
export type LoginEnd = 'worked' | 'refused' | 'not_judged';

/** Tells the end of an admitted login. One whose worker died is never told, and goes on counting. */
export async function endLogin(store: Store, login: AdmittedLogin, end: LoginEnd): Promise<void> {
  await store.models.credentials.updateOne({ _id: login.credentialId }, endOf(login, end));
}

/** The write that tells the end of a login. */
export function endOf({ id }: Pick<AdmittedLogin, 'id'>, end: LoginEnd) {
  if (end === 'worked') return { $set: { failed_logins: [], open_logins: [] } };
  return {
    $pull: { open_logins: { id } },
    ...(end === 'refused' ? { $push: { failed_logins: { $each: [new Date()], $slice: -KEPT_LOGINS } } } : {}),
  };
}
