/** Users who sign in at identity providers: known by provider and subject, and by nothing else. */

import type { ClientSession } from 'mongoose';
import { ulid } from 'ulid';
import type { Actor, SignInEpochs } from '../../../domain/access.ts';
import { CapstanError } from '../../../domain/errors.ts';
import type { UserDocument } from '../../../store/models/identity.ts';
import type { IdentityProviderDocument } from '../../../store/models/sign-in.ts';
import type { Store } from '../../../store/store.ts';
import { API_KEY_USER } from '../authenticate.ts';

/** What a provider says of somebody. */
export interface ExternalIdentity {
  /** `sub`: unique at the provider, and never given to somebody else. */
  readonly subject: string;
  /** Of the name claim, as it came; null where there is none. */
  readonly name: string | null;
  readonly displayName: string | null;
  readonly email: string | null;
  readonly groups: readonly string[];
  /** The beginning of 1970 where the provider does not say. */
  readonly authenticatedAt: Date;
}

export interface SignInTransaction {
  readonly session: ClientSession;
  readonly eventId: string;
  readonly now: Date;
}

/** As for users who are made here. */
const USER_NAME = /^[^\p{C}\p{Z}/:](?:[^\p{C}/:]*[^\p{C}\p{Z}/:])?$/u;
const MAX_NAME_LENGTH = 120;

/**
 * The user who is meant, made now where the provider's settings say so.
 * @throws CapstanError `sign_in_refused`.
 */
export async function enterUser(
  store: Store,
  tx: SignInTransaction,
  provider: IdentityProviderDocument,
  identity: ExternalIdentity,
): Promise<{ readonly user: UserDocument; readonly isNew: boolean }> {
  const found = await store.models.users
    .findOne({ identity_provider_id: provider._id, external_subject: { $eq: identity.subject } })
    .session(tx.session)
    .lean<UserDocument>();
  if (found?.status === 'inactive') throw refused('The user is not active.');
  if (found) return { user: found, isNew: false };
  if (!provider.creates_users) throw refused('No user is known by this identity, and none is made at a sign-in.');
  return { user: await createUser(store, tx, provider, identity), isNew: true };
}

async function createUser(
  store: Store,
  { session, eventId, now }: SignInTransaction,
  provider: IdentityProviderDocument,
  identity: ExternalIdentity,
): Promise<UserDocument> {
  const name = requireName(identity.name);
  const { users } = store.models;
  // Never joined to a user of that name: names at providers can be chosen by who has them.
  if (await users.exists({ organization_id: provider.organization_id, name: { $eq: name } }).session(session)) {
    throw refused('The name that the identity provider gives belongs to another user.');
  }
  const user: UserDocument = {
    _id: await store.nextId('user'),
    public_id: `usr_${ulid().toLowerCase()}`,
    organization_id: provider.organization_id,
    name,
    display_name: identity.displayName,
    email: identity.email,
    password_hash: null,
    password_changed_at: null,
    totp: null,
    identity_provider_id: provider._id,
    external_subject: identity.subject,
    status: 'active',
    sign_in_epoch: 1,
    created_at: now,
    updated_at: now,
    revision: 1,
    last_event_id: eventId,
  };
  await users.create([user], { session });
  return user;
}

function requireName(name: string | null): string {
  const isUsable = name !== null && name.length <= MAX_NAME_LENGTH && USER_NAME.test(name) && name !== API_KEY_USER;
  if (isUsable) return name;
  throw refused('The identity provider gives no name that a user can have.');
}

function refused(detail: string): CapstanError {
  return new CapstanError('sign_in_refused', detail);
}

export interface SignInProof {
  /** Of the token, or of the sign-in while there is none. */
  readonly id: string;
  readonly authenticatedAt: Date;
  readonly epochs: SignInEpochs;
}

/** The user as whoever makes a request. */
export function actorOf(user: UserDocument, { id, authenticatedAt, epochs }: SignInProof): Actor {
  return {
    type: 'user',
    id: user._id,
    name: user.name,
    homeOrganizationId: user.organization_id,
    organizationId: user.organization_id,
    authentication: 'token_oidc',
    authenticatedAt,
    hasSecondFactor: false,
    authorizedResources: null,
    proof: { kind: 'user_token', id, epochs },
  };
}
