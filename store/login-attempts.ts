/** Counts failed logins per credential, so that no retry locks an account out. */

import { type LoginGuardRules, mayTryLogin } from '../domain/login-guard.ts';
import type { CredentialDocument } from './models/credential.ts';
import type { Store } from './store.ts';

/** More are not kept: the guard closes long before. */
const KEPT = 50;

/** Whether the guard lets one more login through. Nothing is counted yet. */
export function loginAllowed(credential: CredentialDocument, rules: LoginGuardRules, nowMs: number): boolean {
  return mayTryLogin(
    rules,
    credential.failed_logins.map((at) => at.getTime()),
    nowMs,
  );
}

/** Counts a login as failed: before the try, so that a crash in its middle counts too, or after it. */
export async function countFailedLogin(store: Store, credentialId: number, at: Date): Promise<void> {
  await store.models.credentials.updateOne(
    { _id: credentialId },
    { $push: { failed_logins: { $each: [at], $slice: -KEPT } } },
  );
}

/** Takes back one count: the try never reached the point where the target judges the secret. */
export async function uncountFailedLogin(store: Store, credentialId: number, at: Date): Promise<void> {
  await store.models.credentials.updateOne({ _id: credentialId }, { $pull: { failed_logins: at } });
}

/** A login worked: targets start counting from zero, and so does the guard. */
export async function clearFailedLogins(store: Store, credentialId: number): Promise<void> {
  await store.models.credentials.updateOne(
    { _id: credentialId, failed_logins: { $ne: [] } },
    { $set: { failed_logins: [] } },
  );
}
