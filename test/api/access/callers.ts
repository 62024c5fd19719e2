/** Every kind of caller, each with a credential of its own. */

import assert from 'node:assert/strict';
import { ulid } from 'ulid';
import { oauthPayloadId } from '../../../api/authentication/access-token.ts';
import { issueSecret } from '../../../api/authentication/secrets.ts';
import type { AuthorizedResource } from '../../../domain/access.ts';
import { BUILT_IN_ROLES, type BuiltInRole, isBuiltInRole } from '../../../domain/permissions.ts';
import { newEventId } from '../../../store/event-ids.ts';
import type { ApiKeyDocument, UserTokenDocument } from '../../../store/models/identity.ts';
import { type ApiHarness, type Caller, grant, type TestUser } from '../../support/api-harness.ts';

const HOUR_MS = 3_600_000;

function tracked() {
  const now = new Date();
  return { created_at: now, updated_at: now, revision: 1, last_event_id: newEventId() };
}

function inHours(hours: number): Date {
  return new Date(Date.now() + hours * HOUR_MS);
}

/** One user per built-in role, on the root scope. */
export async function usersByRole(api: ApiHarness): Promise<Map<BuiltInRole, TestUser>> {
  const users = new Map<BuiltInRole, TestUser>();
  for (const role of Object.keys(BUILT_IN_ROLES)) {
    if (isBuiltInRole(role)) users.set(role, await api.createUser(`matrix-${role}`, role));
  }
  return users;
}

/** An API key of the user, as a bearer. */
export async function apiKeyOf(
  { store }: ApiHarness,
  user: TestUser,
  fields: Partial<ApiKeyDocument> = {},
): Promise<Caller & { readonly token: string }> {
  const secret = issueSecret('apiKey');
  const id = await store.nextId('api_key');
  await store.models.apiKeys.create({
    _id: id,
    organization_id: 1,
    user_id: user.id,
    name: `key-${id}`,
    hint: secret.hint,
    secret_hash: secret.hash,
    status: 'active',
    allowed_addresses: [],
    ...tracked(),
    ...fields,
  });
  return { token: secret.text };
}

/** A user token, got with the password just now. */
export async function userTokenOf(
  { store }: ApiHarness,
  user: TestUser,
  fields: Partial<UserTokenDocument> = {},
): Promise<Caller & { readonly token: string }> {
  const secret = issueSecret('userToken');
  const { users, organizations } = store.models;
  const owner = await users.findById(user.id).lean();
  const home = await organizations.findById(owner?.organization_id ?? 0).lean();
  await store.models.userTokens.create({
    _id: secret.hash,
    public_id: `utk_${ulid()}`,
    organization_id: 1,
    user_id: user.id,
    method: 'token_basic',
    authenticated_at: new Date(),
    created_at: new Date(),
    expires_at: inHours(1),
    user_epoch: owner?.sign_in_epoch ?? 0,
    organization_epoch: home?.sign_in_epoch ?? 0,
    ...fields,
  });
  return { token: secret.text };
}

type Rule = Partial<AuthorizedResource> & Pick<AuthorizedResource, 'areas'>;

export interface Program {
  readonly id: number;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly token: string;
}

/** An application with a role on the root scope, and an access token of it that outlasts the test. */
export async function applicationWith(
  api: ApiHarness,
  role: BuiltInRole,
  authorized_resources: readonly Rule[],
): Promise<Program> {
  const made = await api.call('POST', '/v1/applications', {
    as: api.admin,
    body: { name: `application ${ulid()}`, scope_id: 1, authorized_resources },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { id, client_id, client_secret } = made.body;
  await grant(api.store, { type: 'application', id, organizationId: 1 }, role);
  const answer = await api.call('POST', '/v1/oauth2/token', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret }).toString(),
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  await expireAccessTokenAt(api, answer.body.access_token, inHours(1));
  return { id, clientId: client_id, clientSecret: client_secret, token: answer.body.access_token };
}

async function expireAccessTokenAt({ store }: ApiHarness, token: string, time: Date): Promise<void> {
  const _id = oauthPayloadId('ClientCredentials', token);
  const { matchedCount } = await store.models.oauthPayloads.updateOne({ _id }, { $set: { expires_at: time } });
  assert.equal(matchedCount, 1);
}

async function inactiveApplication(api: ApiHarness): Promise<Caller> {
  const program = await applicationWith(api, 'admin', [{ areas: ['scopes'] }]);
  await api.store.models.applications.updateOne({ _id: program.id }, { $set: { status: 'inactive' } });
  return program;
}

async function revokedAccessToken(api: ApiHarness): Promise<Caller> {
  const program = await applicationWith(api, 'admin', [{ areas: ['scopes'] }]);
  const { token, clientId: client_id, clientSecret: client_secret } = program;
  const answer = await api.call('POST', '/v1/oauth2/revoke', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token, client_id, client_secret }).toString(),
  });
  assert.equal(answer.status, 200);
  return program;
}

/** Credentials that prove nothing, each for a reason of its own. */
export async function invalidCallers(api: ApiHarness, user: TestUser): Promise<Map<string, Caller | undefined>> {
  const past = inHours(-1);
  const expired = await applicationWith(api, 'admin', [{ areas: ['scopes'] }]);
  await expireAccessTokenAt(api, expired.token, past);
  const revoked = await apiKeyOf(api, user, { status: 'revoked', revoked_at: past });
  const inactive = await api.createUser('inactive', 'admin');
  await api.store.models.users.updateOne({ _id: inactive.id }, { $set: { status: 'inactive' } });
  return new Map<string, Caller | undefined>([
    ['no credential', undefined],
    ['an expired user token', await userTokenOf(api, user, { expires_at: past })],
    ['a revoked user token', await userTokenOf(api, user, { revoked_at: past })],
    ['an expired API key', await apiKeyOf(api, user, { expires_at: past })],
    ['a revoked API key', revoked],
    ['an API key from elsewhere', await apiKeyOf(api, user, { allowed_addresses: ['203.0.113.0/24'] })],
    ['an API key of nobody', { token: issueSecret('apiKey').text }],
    ['an expired access token', expired],
    ['a garbage bearer token', { token: 'garbage' }],
    ['a wrong password', { name: user.name, password: 'not the password' }],
    ['an unknown user', { name: 'nobody-of-that-name', password: 'x' }],
    ['a revoked API key as Basic', { name: '_api_key', password: revoked.token }],
    ['an API key of an inactive user', await apiKeyOf(api, inactive)],
    ['a user token of an inactive user', await userTokenOf(api, inactive)],
    ['an inactive user', inactive],
    ['an access token of an inactive application', await inactiveApplication(api)],
    ['a revoked access token', await revokedAccessToken(api)],
  ]);
}
