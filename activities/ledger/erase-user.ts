/** What is kept of a person as a user, and of their coming and going, and goes when the person is erased. */

import { randomBytes } from 'node:crypto';
import { ERASED_NAME } from '../../domain/audit.ts';
import { isDuplicateKey } from '../../store/duplicate-key.ts';
import type { JobDocument } from '../../store/models/job.ts';
import type { Store } from '../../store/store.ts';
import { StepDefect } from '../step-defect.ts';
import { changedBy, type Person } from './erase-objects.ts';

/**
 * The user stays as a number that records name, and is never activated again. So does what an identity provider knows
 * them by: without it the next sign-in would make a new user, and open the door that was closed. Guests are left to the
 * organization that they belong to. Harmless to repeat.
 * @throws StepDefect `user_active` where somebody has activated the user meanwhile.
 */
export async function eraseUser(store: Store, person: Person, erasure: JobDocument): Promise<void> {
  await eraseAnswers(store, person);
  const { users, knownAddresses, userTokens } = store.models;
  const { organizationId, userId } = person;
  const own = { _id: userId, organization_id: organizationId };
  const user = await users.findOne(own, { erased_at: 1 }).lean();
  if (!user) return;
  if (!user.erased_at) await eraseFields(store, person, erasure);
  await knownAddresses.deleteMany({ _id: { $gte: `${userId}|`, $lt: `${userId}}` } });
  await userTokens.updateMany({ user_id: userId, address: { $ne: null } }, { $set: { address: null } });
}

async function eraseFields(store: Store, { organizationId, userId }: Person, erasure: JobDocument): Promise<void> {
  const gone = { display_name: null, email: null, password_hash: null, totp: null };
  const rename = (name: string) =>
    store.models.users.updateOne(
      { _id: userId, organization_id: organizationId, status: 'inactive' },
      { $set: { name, ...gone, erased_at: new Date(), ...changedBy(erasure) }, $inc: { revision: 1 } },
    );
  const name = `${ERASED_NAME}-${userId}`;
  const { matchedCount } = await rename(name).catch((error: unknown) => {
    // Somebody else has chosen it.
    if (isDuplicateKey(error)) return rename(`${name}-${randomBytes(8).toString('hex')}`);
    throw error;
  });
  if (matchedCount === 0)
    throw new StepDefect('user_active', 'the user is active again; deactivate them and ask again');
}

/** Answers to the person's requests that are kept in case these are repeated; who repeats one is still known. */
async function eraseAnswers(store: Store, { organizationId, userId }: Person): Promise<void> {
  const whose = `${organizationId}:user:${userId}`;
  await store.models.idempotencyRecords.updateMany(
    { _id: { $gte: `${whose}:`, $lt: `${whose};` }, body: { $ne: null } },
    { $set: { body: null } },
  );
}
