/** One row per closed operation: how to call it rightly. Whoever adds an operation adds its row. */

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { generateSync } from 'otplib';
import type { OperationId } from '../../../api/operation.ts';
import type { Caller } from '../../support/api-harness.ts';
import { createWitness } from '../../support/witness.ts';
import { freshKey, freshName, type World } from './world.ts';

/** Numbers; sessions are known by their public id. */
export type ObjectId = number | string;

/** The id of nothing, of the kind that `id` is of. */
export function missingLike(id: ObjectId | undefined): ObjectId {
  return typeof id === 'string' ? `acs_${'0'.repeat(26)}` : 9_999_999;
}

/** Of a call, with the question mark; nothing where it has none. */
export function queryOf({ query }: Pick<RightCall, 'query'>): string {
  return query ? `?${new URLSearchParams(query)}` : '';
}

/** A call that succeeds; `id` and `params` go into the path. */
export interface RightCall {
  readonly id?: ObjectId;
  /** Values of the other parameters of the path, by name. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** What must be asked for in the query. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Default: the administrator of the world. */
  readonly as?: Caller;
  /** The name of who that is. */
  readonly actor?: string;
}

export interface OperationRow {
  readonly status: 200 | 201 | 202 | 204;
  /** Makes what the operation acts on, afresh for every call. */
  readonly prepare: (world: World) => Promise<RightCall>;
  /** The administrator of the first organization reaches what is others' as well: it manages organizations. */
  readonly reachesAll?: true;
  /** Operation of the record that a worker leaves beside, before it hands over what the answer is made of. */
  readonly recordOfWorker?: string;
  /** Where what is made is found, if that is not below the operation's own path. */
  readonly foundBelow?: string;
}

const SECRET = 'another password for tests';

function row(status: OperationRow['status'], prepare: OperationRow['prepare']): OperationRow {
  return { status, prepare };
}

const nothing = row(200, async () => ({}));

/** Acts on one object, without a body. */
function on(status: OperationRow['status'], make: (world: World) => Promise<ObjectId>): OperationRow {
  return row(status, async (world) => ({ id: await make(world) }));
}

/** A question about the scope of the world. */
const onScope = row(200, async (world) => ({ query: { scope_id: `${world.rootScopeId}` } }));

function freshAcceptance() {
  return { until: new Date(Date.now() + 86_400_000).toISOString(), reason: 'goes with the next release' };
}

async function onApiKey(world: World): Promise<RightCall> {
  const user = await world.person();
  return { id: user.id, params: { name: (await world.apiKey(user)).name } };
}

async function onRole(world: World): Promise<RightCall> {
  return { params: { name: await world.role() } };
}

/** A user with all rights and a token: what it does to itself concerns nobody else. */
async function ownSelf(world: World) {
  const actor = freshName('self');
  const user = await world.api.createUser(actor, 'admin');
  const { body } = await world.call('POST', '/v1/me/tokens', { as: user });
  return { actor, as: { token: body.token } };
}

async function withPendingTotp(world: World) {
  const self = await ownSelf(world);
  const { body } = await world.call('POST', '/v1/me/totp', self);
  return { ...self, body: { code: generateSync({ secret: body.secret }) } };
}

async function withTotp(world: World) {
  const { body: code, ...self } = await withPendingTotp(world);
  const { body } = await world.call('POST', '/v1/me/totp/confirm', { ...self, body: code });
  return { ...self, body: { code: body.recovery_codes[0] } };
}

async function onOwnToken(world: World): Promise<RightCall> {
  const { body } = await world.call('POST', '/v1/me/tokens');
  return { params: { token_id: body.token_id } };
}

function freshPublicJwk(): object {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
}

async function onProvenEvent(world: World): Promise<RightCall> {
  const event_id = await world.auditEvent();
  await world.settledCheckpoint();
  return { params: { event_id } };
}

async function onLedger(world: World): Promise<RightCall> {
  await world.anyCheckpoint();
  return {};
}

async function onTile(world: World): Promise<RightCall> {
  await world.anyCheckpoint();
  return { params: { level: 'entries', tile: '000.p/1' } };
}

async function onPlatform(world: World): Promise<RightCall> {
  await world.anyCheckpoint();
  return {};
}

async function onPlatformTile(world: World): Promise<RightCall> {
  await onPlatform(world);
  return { params: { level: '0', tile: '000.p/1' } };
}

async function proofToCheck(world: World): Promise<RightCall> {
  const { params } = await onProvenEvent(world);
  const { body: inclusion } = await world.call('GET', `/v1/logs/audit/${params?.['event_id']}/proof`);
  const { body: ledger } = await world.call('GET', '/v1/ledger');
  return { body: { vkey: ledger.vkey, inclusion } };
}

async function byPlan(world: World, operation: 'verify' | 'rotate' | 'reconcile'): Promise<RightCall> {
  const { id: plan_id, digest } = await world.plan({ operation });
  return { body: { plan_id, digest, canary: 0, failure_budget: { percent: 10 }, reason: 'a check' } };
}

async function cosignature(world: World): Promise<RightCall> {
  const { note } = await world.settledCheckpoint();
  const witness = createWitness();
  return { body: { checkpoint: witness.cosign(note), vkey: witness.vkey } };
}

export const ROWS: { readonly [Id in OperationId]?: OperationRow } = {
  getMe: nothing,
  setMyPassword: row(200, async (world) => ({ ...(await ownSelf(world)), body: { new_password: SECRET } })),
  beginMyTotp: row(200, ownSelf),
  confirmMyTotp: row(200, withPendingTotp),
  removeMyTotp: row(200, withTotp),
  listMyTokens: nothing,
  createMyToken: row(201, async () => ({})),
  getMyToken: row(200, onOwnToken),
  revokeMyToken: row(200, onOwnToken),

  listOrganizations: nothing,
  createOrganization: row(201, async () => ({ body: { name: freshKey('organization'), admin_name: 'alice' } })),
  getOrganization: { ...on(200, async (world) => (await world.me()).organization.id), reachesAll: true },
  updateOrganization: row(200, async (world) => ({
    id: (await world.me()).organization.id,
    body: { step_up_minutes: 15, user_token_minutes: 60 },
  })),
  activateOrganization: { ...on(200, (world) => world.organization()), reachesAll: true },
  deactivateOrganization: { ...on(200, (world) => world.organization()), reachesAll: true },

  listUsers: nothing,
  createUser: row(201, async () => ({
    body: { name: freshName('somebody'), email: 'user@example.com', password: SECRET },
  })),
  getUser: on(200, (world) => world.user()),
  updateUser: row(200, async (world) => ({ id: await world.user(), body: { display_name: 'Somebody Else' } })),
  activateUser: on(200, (world) => world.user()),
  deactivateUser: on(200, (world) => world.user()),
  resetUserPassword: row(200, async (world) => ({ id: await world.user(), body: { password: SECRET } })),
  resetUserTotp: on(200, (world) => world.user()),

  listApiKeys: on(200, (world) => world.user()),
  // Nobody but the user itself can.
  createApiKey: row(201, async (world) => ({ id: (await world.me()).id, body: { name: freshKey('key') } })),
  getApiKey: row(200, onApiKey),
  updateApiKey: row(200, async (world) => ({ ...(await onApiKey(world)), body: { status: 'revoked' } })),

  listGroups: nothing,
  createGroup: row(201, async () => ({ body: { name: freshName('group'), description: 'for tests' } })),
  getGroup: on(200, (world) => world.group()),
  updateGroup: row(200, async (world) => ({ id: await world.group(), body: { name: freshName('group') } })),
  activateGroup: on(200, (world) => world.group()),
  deactivateGroup: on(200, (world) => world.group()),
  listGroupMembers: on(200, (world) => world.group()),
  addGroupMember: row(200, async (world) => ({ id: await world.group(), params: { user_id: await world.user() } })),
  removeGroupMember: row(204, async (world) => {
    const id = await world.group();
    return { id, params: { user_id: await world.member(id) } };
  }),

  listRoles: nothing,
  createRole: row(201, async () => ({ body: { name: freshKey('role'), permissions: ['resource:read'] } })),
  getRole: row(200, onRole),
  updateRole: row(200, async (world) => ({ ...(await onRole(world)), body: { permissions: ['device:read'] } })),
  activateRole: row(200, onRole),
  deactivateRole: row(200, onRole),

  listGrants: nothing,
  createGrant: row(201, async (world) => ({ body: world.newGrant({ subject_id: await world.user() }) })),
  getGrant: on(200, (world) => world.grant()),
  updateGrant: row(200, async (world) => ({
    id: await world.grant(),
    body: { expires_at: new Date(Date.now() + 86_400_000).toISOString() },
  })),
  revokeGrant: row(200, async (world) => ({ id: await world.grant(), body: { reason: 'left the team' } })),

  // About the caller itself: everybody may ask that.
  explainAccess: row(200, async () => ({ body: { operation: 'rotateResource' } })),
  listUserAccess: on(200, (world) => world.user()),
  listResourceAccess: on(200, (world) => world.resource()),

  listApplications: nothing,
  createApplication: row(201, async (world) => ({ body: world.newApplication() })),
  getApplication: on(200, (world) => world.application()),
  activateApplication: on(200, (world) => world.application()),
  deactivateApplication: on(200, (world) => world.application()),
  updateApplication: row(200, async (world) => ({
    id: await world.application(),
    body: { description: 'another one', authorized_resources: [{ areas: ['jobs'], addresses: ['192.0.2.0/24'] }] },
  })),
  rotateApplicationSecret: row(200, async (world) => ({
    id: await world.application(),
    body: { overlap_seconds: 60, reason: 'a check' },
  })),
  setApplicationPublicKeys: row(200, async (world) => ({
    id: await world.application({ authentication: 'private_key_jwt' }),
    body: { keys: [freshPublicJwk()] },
  })),
  listFederatedCredentials: on(200, (world) => world.application({ authentication: 'workload_identity' })),
  addFederatedCredential: row(201, async (world) => ({
    id: await world.application({ authentication: 'workload_identity' }),
    body: await world.newFederatedCredential(),
  })),
  removeFederatedCredential: row(204, async (world) => {
    const id = await world.application({ authentication: 'workload_identity' });
    const path = `/v1/applications/${id}/federated-credentials`;
    return { id, params: { credential_id: (await world.create(path, await world.newFederatedCredential())).id } };
  }),

  listIdentityProviders: nothing,
  createIdentityProvider: row(201, async (world) => ({ body: world.newIdentityProvider() })),
  getIdentityProvider: on(200, (world) => world.identityProvider()),
  updateIdentityProvider: row(200, async (world) => ({
    id: await world.identityProvider(),
    body: { groups_claim: 'roles', client_secret: SECRET },
  })),
  activateIdentityProvider: on(200, (world) => world.identityProvider()),
  deactivateIdentityProvider: on(200, (world) => world.identityProvider()),

  listWorkloadIssuers: nothing,
  createWorkloadIssuer: row(201, async (world) => ({ body: world.newWorkloadIssuer() })),
  getWorkloadIssuer: on(200, (world) => world.workloadIssuer()),
  updateWorkloadIssuer: row(200, async (world) => ({
    id: await world.workloadIssuer(),
    body: { audience: 'https://another.example' },
  })),
  activateWorkloadIssuer: on(200, (world) => world.workloadIssuer()),
  deactivateWorkloadIssuer: on(200, (world) => world.workloadIssuer()),

  listScopes: nothing,
  createScope: row(201, async (world) => ({ body: { name: freshName('scope'), parent_id: world.rootScopeId } })),
  getScope: on(200, (world) => world.scope()),
  updateScope: row(200, async (world) => ({ id: await world.scope(), body: { name: freshName('scope') } })),

  listDevices: nothing,
  createDevice: row(201, async (world) => ({ body: world.newDevice() })),
  getDevice: on(200, (world) => world.device()),
  updateDevice: row(200, async (world) => ({ id: await world.device(), body: { port: 5433 } })),
  activateDevice: on(200, (world) => world.device()),
  deactivateDevice: on(200, (world) => world.device()),
  discoverDevice: row(202, async (world) => {
    const id = await world.device();
    return { id, body: { resource_id: await world.readyResource({ device_id: id }), reason: 'a check' } };
  }),
  listDeviceAccounts: on(200, (world) => world.lookedAtDevice()),
  onboardDeviceAccounts: row(200, async (world) => {
    const body = { accounts: ['app', 'backup'], platform_id: await world.platform(), name_prefix: freshName('found') };
    return { id: await world.lookedAtDevice(), body };
  }),

  listPlatforms: nothing,
  createPlatform: row(201, async (world) => ({ body: world.newPlatform() })),
  getPlatform: on(200, (world) => world.platform()),
  updatePlatform: row(200, async (world) => ({
    id: await world.platform(),
    body: { connector: 'postgres', settings: { database: 'app' }, timeouts: { connect_ms: 500 } },
  })),

  listResources: nothing,
  createResource: row(201, async (world) => ({ body: await world.newResource() })),
  getResource: on(200, (world) => world.resource()),
  updateResource: row(200, async (world) => ({ id: await world.resource(), body: { name: freshName('resource') } })),
  activateResource: on(200, (world) => world.resource()),
  deactivateResource: on(200, (world) => world.resource()),
  getResourceContext: on(200, (world) => world.readyResource()),
  verifyResource: row(202, async (world) => ({ id: await world.readyResource(), body: { reason: 'a check' } })),
  rotateResource: row(202, async (world) => ({ id: await world.readyResource(), body: { ticket_id: 'CHG-1' } })),
  reconcileResource: on(202, (world) => world.reconcilableResource()),

  listCredentials: nothing,
  createCredential: row(201, async (world) => ({ body: { resource_id: await world.resource(), secret: SECRET } })),
  getCredential: on(200, (world) => world.credential()),
  setCredentialSecret: row(200, async (world) => ({ id: await world.credential(), body: { secret: SECRET } })),
  activateCredential: on(200, (world) => world.credential()),
  deactivateCredential: on(200, (world) => world.credential()),
  listCredentialVersions: on(200, (world) => world.credential()),

  checkOutCredential: row(201, async (world) => ({
    body: { credential_id: await world.openCredential(), reason: 'a check', minutes: 5 },
  })),
  listCheckOuts: nothing,
  getCheckOut: on(200, (world) => world.checkOut()),
  revealCheckOut: on(200, (world) => world.checkOut()),
  releaseCheckOut: on(200, (world) => world.checkOut()),
  recallCheckOut: row(200, async (world) => ({ id: await world.checkOut(), body: { reason: 'called off' } })),

  listConnectSessions: nothing,
  createConnectSession: row(201, async (world) => ({
    body: {
      resource_id: await world.openAccount(),
      mode: 'native_client',
      protocol: 'ssh',
      reason: 'a check',
      ticket_id: 'CHG-1',
      minutes: 5,
    },
  })),
  getConnectSession: on(200, (world) => world.connectSession()),
  launchConnectSession: on(200, (world) => world.connectSession()),
  extendConnectSession: row(200, async (world) => ({ id: await world.activeSession(), body: { minutes: 5 } })),
  endConnectSession: on(200, (world) => world.activeSession()),
  terminateConnectSession: row(200, async (world) => ({
    id: await world.activeSession(),
    body: { reason: 'called off' },
  })),
  suspendConnectSession: row(200, async (world) => ({
    id: await world.activeSession(),
    body: { reason: 'the right host?' },
  })),
  resumeConnectSession: on(200, (world) => world.pausedSession()),
  watchConnectSession: on(200, (world) => world.activeSession()),
  createProxySession: {
    ...row(201, async (world) => ({
      body: {
        ...(await world.webPlace()),
        opened_from: ['127.0.0.1', '192.0.2.0/24'],
        reason: 'a check',
        ticket_id: 'CHG-1',
        minutes: 5,
      },
    })),
    foundBelow: '/v1/connect/sessions',
  },
  linkProxySession: row(200, async (world) => ({
    id: await world.connectSession(),
    body: { opened_from: ['127.0.0.1'] },
  })),
  terminateProxySession: on(200, (world) => world.activeSession()),
  moderateConnectSession: on(200, (world) => world.sessionOfOther()),
  getSessionRecording: on(200, (world) => world.recordedSession()),
  searchSessionRecording: {
    ...row(200, async (world) => ({ id: await world.recordedSession(), query: { q: 'hello' } })),
    recordOfWorker: 'recording.open',
  },
  getSessionCast: { ...on(200, (world) => world.recordedSession()), recordOfWorker: 'recording.open' },
  playSessionRecording: on(200, (world) => world.recordedSession()),
  requestRetrieval: row(201, async (world) => ({
    body: { information_id: await world.protectedInformation(), reason: 'a check', ticket_id: 'CHG-1' },
  })),
  getComplianceRating: onScope,
  explainComplianceRating: row(200, async (world) => ({ params: { scope_id: world.rootScopeId } })),
  listPolicyDrift: onScope,
  listStaleAccounts: onScope,
  getComplianceHistory: onScope,
  diffCompliance: row(200, async (world) => ({
    query: { scope_id: `${world.rootScopeId}`, from: '2026-01-01T00:00:00Z' },
  })),
  queryReports: row(200, async () => ({ body: { query: '{ age { behind } jobs { nodes { id } } }' } })),

  getComplianceReport: row(200, async (world) => ({
    query: { scope_id: `${world.rootScopeId}`, from: '2026-01-01T00:00:00Z' },
  })),
  listFindings: nothing,
  getFinding: on(200, (world) => world.finding()),
  updateFinding: row(200, async (world) => ({
    id: await world.finding(),
    body: { owner_user_id: await world.user() },
  })),
  acceptFinding: row(200, async (world) => ({ id: await world.finding(), body: freshAcceptance() })),
  agreeToFinding: on(200, (world) => world.askedFinding()),
  reopenFinding: on(200, (world) => world.askedFinding()),
  remedyFinding: row(202, async (world) => ({ id: await world.finding('verification_stale'), body: {} })),
  remedyFindings: row(202, async (world) => {
    await world.finding('verification_stale');
    await world.endPreflights();
    return { body: { signal: 'verification_stale', scope_id: world.rootScopeId } };
  }),
  listAccessReviews: nothing,
  createAccessReview: row(201, async (world) => ({ body: world.newAccessReview() })),
  getAccessReview: on(200, (world) => world.accessReview()),
  updateAccessReview: row(200, async (world) => ({ id: await world.accessReview(), body: { repeat_every_days: 90 } })),
  listAccessReviewItems: on(200, (world) => world.accessReview()),
  decideAccessReview: row(200, async (world) => {
    const { id, itemId } = await world.reviewedGrant();
    return { id, body: { item_ids: [itemId], verdict: 'revoke', reason: 'left the team' } };
  }),
  cancelAccessReview: row(200, async (world) => {
    const { id } = await world.reviewOfOthers();
    return { id, body: { reason: 'a mistake' } };
  }),
  getAccessReviewEvidence: on(200, (world) => world.closedAccessReview()),
  listRetrievals: nothing,
  getRetrieval: on(200, (world) => world.retrieval()),
  revealRetrieval: on(200, (world) => world.retrieval()),
  cancelRetrieval: on(200, (world) => world.retrieval()),

  listSshAuthorities: nothing,
  createSshAuthority: row(201, async (world) => ({ body: { scope_id: world.rootScopeId, name: freshName('ca') } })),
  getSshAuthority: on(200, (world) => world.sshAuthority()),
  activateSshAuthority: on(200, (world) => world.sshAuthority()),
  deactivateSshAuthority: on(200, (world) => world.sshAuthority()),
  rotateSshAuthority: on(200, (world) => world.sshAuthority()),
  listSshAuthorityAccounts: on(200, async (world) => (await world.certifiedAccount()).id),
  addSshAuthorityAccount: row(200, async (world) => ({
    id: await world.sshAuthority(),
    params: { resource_id: await world.certificateAccount() },
  })),

  listSshKeys: nothing,
  createSshKey: row(201, async (world) => ({ body: { scope_id: world.rootScopeId, name: freshName('key') } })),
  getSshKey: on(200, (world) => world.sshKey()),
  updateSshKey: row(200, async (world) => ({ id: await world.sshKey(), body: { name: freshName('key') } })),
  activateSshKey: on(200, (world) => world.sshKey()),
  deactivateSshKey: on(200, (world) => world.sshKey()),
  rotateSshKey: row(202, async (world) => {
    await world.endPreflights();
    return { id: (await world.placedSshKey()).id, body: { reason: 'a check' } };
  }),
  listSshKeyVersions: on(200, (world) => world.sshKey()),
  listSshKeyPlacements: on(200, async (world) => (await world.placedSshKey()).id),
  placeSshKey: row(200, async (world) => ({
    id: await world.sshKey(),
    params: { resource_id: await world.keyAccount() },
  })),
  removeSshKeyPlacement: row(204, async (world) => {
    const { id, resourceId } = await world.placedSshKey();
    return { id, params: { resource_id: resourceId } };
  }),

  listProtectedInformation: nothing,
  createProtectedInformation: row(201, async (world) => ({ body: world.newProtectedInformation() })),
  getProtectedInformation: on(200, (world) => world.protectedInformation()),
  updateProtectedInformation: row(200, async (world) => ({
    id: await world.protectedInformation(),
    body: { description: 'for tests', expires_at: new Date(Date.now() + 86_400_000).toISOString() },
  })),
  activateProtectedInformation: on(200, (world) => world.protectedInformation()),
  deactivateProtectedInformation: on(200, (world) => world.protectedInformation()),
  listProtectedInformationVersions: on(200, (world) => world.protectedInformation()),
  addProtectedInformationVersion: row(200, async (world) => ({
    id: await world.protectedInformation(),
    body: { content: SECRET, expires_at: null },
  })),
  restoreProtectedInformation: row(200, async (world) => {
    const id = await world.protectedInformation();
    const path = `/v1/protected-information/${id}/versions`;
    assert.equal((await world.call('POST', path, { body: { content: SECRET } })).status, 200);
    return { id, body: { version: 1 } };
  }),

  listApprovals: nothing,
  getApproval: on(200, (world) => world.approval()),
  approveApproval: row(200, async (world) => ({ id: await world.approval(), body: { comment: 'as agreed' } })),
  denyApproval: row(200, async (world) => ({ id: await world.approval(), body: { comment: 'not now' } })),
  withdrawApproval: row(200, async (world) => ({
    id: await world.approval(world.admin),
    body: { reason: 'too late' },
  })),
  revokeApproval: row(200, async (world) => ({ id: await world.approvedApproval(), body: { reason: 'called off' } })),
  listApprovalDelegations: nothing,
  createApprovalDelegation: row(201, async (world) => ({
    body: world.newApprovalDelegation({ to_user_id: await world.user(), reason: 'on leave' }),
  })),
  getApprovalDelegation: on(200, (world) => world.approvalDelegation()),
  endApprovalDelegation: on(200, (world) => world.approvalDelegation()),

  preflightBulk: row(202, async (world) => {
    await world.endPreflights();
    return { body: { operation: 'rotate', selector: { scope_id: world.rootScopeId }, reason: 'a check' } };
  }),
  listPlans: nothing,
  getPlan: on(200, async (world) => (await world.plan()).id),
  listPlanItems: on(200, async (world) => (await world.plan()).id),
  verifyBulk: row(202, (world) => byPlan(world, 'verify')),
  rotateBulk: row(202, (world) => byPlan(world, 'rotate')),
  reconcileBulk: row(202, (world) => byPlan(world, 'reconcile')),

  listJobs: nothing,
  getJob: on(200, (world) => world.job()),
  listJobItems: on(200, (world) => world.job()),
  getJobTimeline: on(200, (world) => world.job()),
  streamJobEvents: on(200, (world) => world.endedJob()),
  cancelJob: on(200, (world) => world.job()),
  pauseJob: on(200, (world) => world.bulkJob()),
  resumeJob: on(200, (world) => world.bulkJob()),
  retryJob: row(202, async (world) => ({
    id: await world.endedBulkJob(),
    body: { statuses: ['failed'], wave_size: 10, reason: 'a check' },
  })),

  listPolicies: nothing,
  createPolicy: row(201, async (world) => ({ body: world.newPolicy() })),
  getPolicy: on(200, (world) => world.policy()),
  updatePolicy: row(200, async (world) => ({ id: await world.policy(), body: { rules: { reason_required: true } } })),
  activatePolicy: on(200, (world) => world.policy()),
  deactivatePolicy: on(200, (world) => world.policy()),
  listPolicyVersions: on(200, (world) => world.policy()),
  evaluatePolicy: row(200, async (world) => ({ body: { operation: 'rotate', resource_id: await world.resource() } })),
  getEffectivePolicy: on(200, (world) => world.resource()),
  getPolicySet: nothing,
  putPolicySet: row(200, async () => ({ body: { dry_run: true, policies: [] } })),
  listPolicyBindings: nothing,
  createPolicyBinding: row(201, async (world) => ({ body: await world.newPolicyBinding() })),
  getPolicyBinding: on(200, (world) => world.policyBinding()),
  deactivatePolicyBinding: on(200, (world) => world.policyBinding()),
  listLogCollectors: nothing,
  createLogCollector: row(201, async (world) => {
    await world.roomForLogCollector();
    return { body: world.newLogCollector() };
  }),
  getLogCollector: on(200, (world) => world.logCollector()),
  updateLogCollector: row(200, async (world) => ({
    id: await world.logCollector(),
    body: { url: 'https://logs.example/changed', authorization: 'Bearer of-another-test' },
  })),
  activateLogCollector: on(200, (world) => world.logCollector()),
  pauseLogCollector: on(200, (world) => world.logCollector()),
  deactivateLogCollector: on(200, (world) => world.logCollector()),
  listNotificationChannels: nothing,
  createNotificationChannel: row(201, async (world) => {
    await world.roomForNotificationChannel();
    return { body: world.newNotificationChannel() };
  }),
  getNotificationChannel: on(200, (world) => world.notificationChannel()),
  updateNotificationChannel: row(200, async (world) => ({
    id: await world.notificationChannel(),
    body: { webhook: { url: 'https://hooks.example/changed' }, filters: { min_severity: 'high' } },
  })),
  activateNotificationChannel: on(200, (world) => world.notificationChannel()),
  pauseNotificationChannel: on(200, (world) => world.notificationChannel()),
  deactivateNotificationChannel: on(200, (world) => world.notificationChannel()),
  rotateNotificationChannelSecret: row(200, async (world) => ({
    id: await world.notificationChannel(),
    body: { overlap_seconds: 60 },
  })),
  testNotificationChannel: on(200, (world) => world.notificationChannel()),
  listNotificationDeliveries: on(200, (world) => world.notificationChannel()),
  redeliverNotification: row(200, async (world) => {
    const { channelId, eventId } = await world.notificationDelivery();
    return { id: channelId, params: { event_id: eventId } };
  }),

  listAuditEvents: nothing,
  listOperationalEvents: nothing,
  streamEvents: nothing,
  getAuditEvent: row(200, async (world) => ({ params: { event_id: await world.auditEvent() } })),
  getAuditProof: row(200, onProvenEvent),

  getLedger: row(200, onLedger),
  getLedgerCheckpoint: row(200, onLedger),
  // Its path names no object of others: each organization has a tile of that name.
  getLedgerTile: { ...row(200, onTile), reachesAll: true },
  listLedgerCheckpoints: row(200, onLedger),
  getLedgerConsistency: row(200, onLedger),
  exportLedger: row(200, onLedger),
  verifyLedgerProof: row(200, proofToCheck),
  addLedgerCosignature: row(200, cosignature),
  verifyLedger: row(202, async (world) => {
    await world.endLedgerJobs();
    return { body: { mode: 'full', reason: 'a check' } };
  }),
  getRetentionPolicy: nothing,
  setRetentionPolicy: row(200, async () => ({
    body: { record_days: 365, event_days: 90, reason: freshName('reason') },
  })),
  pruneLedger: row(202, async (world) => {
    await world.endLedgerJobs();
    return { body: { dry_run: true, ticket_id: 'CHG-1' } };
  }),
  erasePerson: row(202, async (world) => {
    await world.endLedgerJobs();
    return { body: { user_id: await world.formerUser(), reason: 'request of the person' } };
  }),
  listEvidenceBundles: nothing,
  createEvidenceBundle: row(202, async (world) => {
    await world.endLedgerJobs();
    return { body: { job_id: await world.job(), reason: 'a check', ticket_id: 'CHG-1' } };
  }),
  getEvidenceBundle: on(200, (world) => world.evidenceBundle()),
  getEvidenceBundleContent: on(200, (world) => world.readyBundle()),
  discardEvidenceBundle: on(204, async (world) => {
    const id = await world.evidenceBundle();
    await world.endLedgerJobs();
    return id;
  }),
  getPlatformCheckpoint: row(200, onPlatform),
  getPlatformConsistency: row(200, onPlatform),
  getPlatformProof: row(200, onPlatform),
  getPlatformTile: { ...row(200, onPlatformTile), reachesAll: true },
};
