/** One organization as its administrator sees it, with the means to fill it through the API. */

import assert from 'node:assert/strict';
import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import { MAX_COLLECTORS } from '../../../domain/log-collector.ts';
import { MAX_CHANNELS } from '../../../domain/notification-channel.ts';
import { type BuiltInRole, FIRST_ORGANIZATION_ID, type Permission } from '../../../domain/permissions.ts';
import type { Signal } from '../../../domain/posture/signals.ts';
import { loadScopeTree } from '../../../store/access/scope-tree.ts';
import { latestCheckpoint } from '../../../store/ledger/checkpoints.ts';
import type { LedgerCheckpointDocument } from '../../../store/models/ledger.ts';
import { boundPolicies } from '../../../store/policy/bound-policies.ts';
import { PolicyBook } from '../../../store/policy/policy-book.ts';
import { lookAtDevices } from '../../../store/posture/look-at-devices.ts';
import { lookAtResources } from '../../../store/posture/look-at-resources.ts';
import { passReviewTime } from '../../../store/reviews/pass-review-time.ts';
import { publishInboxKey as publishKey } from '../../../worker/publish-inbox-key.ts';
import type { ApiHarness, CallAnswer, Caller, CallOptions } from '../../support/api-harness.ts';
import { buildBundle } from '../../support/built-bundle.ts';
import { endBulkJob, type MadePlan, makePlan, type PlanOutline } from './made-plan.ts';
import { begin, launch, leave, record, runGateway } from './made-session.ts';

const LOOPBACK_POSTGRES = {
  kind: 'postgres',
  address: '127.0.0.1',
  port: 5432,
  trust: { kind: 'loopback_plaintext' },
} as const;

const LINUX_HOST = {
  kind: 'ssh',
  address: 'host.example',
  port: 22,
  trust: { kind: 'ssh_host_key', fingerprints: ['SHA256:uNiVztksCsDhcc0u9e8BrqfXc+fUBtMFZJvyAQoTFAk'] },
} as const;

let made = 0;

/** A name that nothing else has. */
export function freshName(noun: string): string {
  made += 1;
  return `${noun} ${made}`;
}

/** The same, without blanks: for what goes into paths. */
export function freshKey(noun: string): string {
  return freshName(noun).replaceAll(' ', '-');
}

export interface Person {
  readonly id: number;
  readonly publicId: string;
  /** As HTTP Basic wants it. */
  readonly name: string;
  readonly password: string;
}

export interface MadeApiKey {
  readonly id: number;
  readonly name: string;
  readonly hint: string;
  /** The key itself. */
  readonly key: string;
}

interface Myself {
  readonly id: number;
  readonly organization: { readonly id: number; readonly name: string };
}

/** Where consent is needed, and somebody who may ask for it. */
interface GovernedPlace {
  readonly resourceId: number;
  readonly requester: Person;
  /** How many requests have been made: few may wait for one resource. */
  count: number;
}

const MOST_WAITING = 15;

export class World {
  readonly api: ApiHarness;
  readonly admin: Caller;
  /** Where everything is made: the root of the scope tree, unless the world is {@link World.below} it. */
  readonly rootScopeId: number;
  #readyBundle: Promise<number> | undefined;
  #governed: GovernedPlace | undefined;
  #me: Promise<Myself> | undefined;

  constructor(api: ApiHarness, admin: Caller, rootScopeId: number) {
    this.api = api;
    this.admin = admin;
    this.rootScopeId = rootScopeId;
  }

  static async enter<Kind extends World>(
    this: new (
      api: ApiHarness,
      admin: Caller,
      rootScopeId: number,
    ) => Kind,
    api: ApiHarness,
    admin: Caller,
  ): Promise<Kind> {
    const { body } = await api.call('GET', '/v1/scopes', { as: admin });
    return new this(api, admin, body.scopes[0].id);
  }

  /** The same organization, with everything made in a scope of its own below the root. */
  async below(): Promise<World> {
    return new World(this.api, this.admin, await this.scope());
  }

  call(method: string, path: string, options: CallOptions = {}): Promise<CallAnswer> {
    return this.api.call(method, path, { as: this.admin, ...options });
  }

  /** Answers with the body of what was made. */
  async create(path: string, body: object) {
    const answer = await this.call('POST', path, { body });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  }

  async scope(parentId = this.rootScopeId): Promise<number> {
    return (await this.create('/v1/scopes', { name: freshName('scope'), parent_id: parentId })).id;
  }

  newDevice(fields: object = {}) {
    return { name: freshName('device'), scope_id: this.rootScopeId, ...LOOPBACK_POSTGRES, ...fields };
  }

  async device(fields: object = {}): Promise<number> {
    return (await this.create('/v1/devices', this.newDevice(fields))).id;
  }

  /** A device on which a look has found three accounts. Workers look, and none runs here. */
  async lookedAtDevice(): Promise<number> {
    const [id, seen] = [await this.device(), new Date()];
    const { id: organization_id } = (await this.me()).organization;
    const accounts = ['app', 'backup', 'reporting'].map((name) => ({
      ...{ _id: `${id}:${name}`, organization_id, device_id: id, name, system_id: '16400', privileged: false },
      ...{ first_seen_at: seen, last_seen_at: seen, seen_in: 1, first_seen_job_id: 1 },
    }));
    await this.api.store.models.discoveredAccounts.create(accounts);
    return id;
  }

  newPlatform(fields: object = {}) {
    return { name: freshName('platform'), connector: 'postgres', settings: {}, ...fields };
  }

  async platform(fields: object = {}): Promise<number> {
    return (await this.create('/v1/platforms', this.newPlatform(fields))).id;
  }

  async newResource(fields: object = {}) {
    return {
      name: freshName('resource'),
      type: 'postgres_role',
      device_id: 'device_id' in fields ? undefined : await this.device(),
      platform_id: 'platform_id' in fields ? undefined : await this.platform(),
      scope_id: this.rootScopeId,
      username: 'app_owner',
      ...fields,
    };
  }

  async resource(fields: object = {}): Promise<number> {
    return (await this.create('/v1/resources', await this.newResource(fields))).id;
  }

  async credential(resourceId?: number): Promise<number> {
    const resource_id = resourceId ?? (await this.resource());
    return (await this.create('/v1/credentials', { resource_id, secret: 'a password for tests' })).id;
  }

  newProtectedInformation(fields: object = {}) {
    return {
      name: freshName('information'),
      scope_id: this.rootScopeId,
      kind: 'text',
      content: 'a recovery code for tests',
      ...fields,
    };
  }

  async protectedInformation(fields: object = {}): Promise<number> {
    return (await this.create('/v1/protected-information', this.newProtectedInformation(fields))).id;
  }

  /** Granted to the administrator: no policy of this world wants more than the permission. */
  async retrieval(): Promise<number> {
    const body = { information_id: await this.protectedInformation() };
    return (await this.create('/v1/retrievals', body)).id;
  }

  /** That a target takes no stored secret; that none was ever verified is found there as well. */
  async finding(signal: Signal = 'out_of_sync'): Promise<number> {
    const { resources, findings } = this.api.store.models;
    const resourceId = await this.readyResource();
    await resources.updateOne({ _id: resourceId }, { $set: { status: 'out_of_sync', created_at: new Date(0) } });
    await this.look(resourceId);
    const found = await findings.findOne({ resource_id: resourceId, signal }).lean();
    assert.ok(found, 'nothing was found');
    return found._id;
  }

  /** How a resource stands, as a worker would look. */
  async look(resourceId: number): Promise<void> {
    const { store } = this.api;
    const { organization_id: organizationId = 0 } = (await store.models.resources.findById(resourceId).lean()) ?? {};
    const [tree, bound] = [await loadScopeTree(store, organizationId), await boundPolicies(store, organizationId, {})];
    await lookAtResources(store, [resourceId], { organizationId, tree, book: new PolicyBook(bound), now: new Date() });
  }

  /** Of a device of its own, as a look has found it a hundred days ago. */
  async staleAccount(): Promise<void> {
    const { store } = this.api;
    const { devices, deviceLooks, discoveredAccounts } = store.models;
    const deviceId = await this.device();
    const { organization_id: organizationId = 0 } = (await devices.findById(deviceId).lean()) ?? {};
    const [lookedAt, now] = [new Date(Date.now() - 100 * 86_400_000), new Date()];
    const belongs = { organization_id: organizationId, device_id: deviceId } as const;
    const known = { can_log_in: true, locked: false, last_login_at: null, password: 'set', privileged: false } as const;
    const seen = { first_seen_at: lookedAt, last_seen_at: now, seen_in: 1, first_seen_job_id: 1 } as const;
    const account = { _id: `${deviceId}:app`, name: 'app', system_id: '1001', ...belongs, ...known, ...seen };
    await discoveredAccounts.create(account);
    const last = { job_id: 1, looked_at: now };
    const looked = { job_id: 1, asked_at: lookedAt, attempt: 1, writes: 1, first_job_id: 1, last };
    await deviceLooks.create({ _id: deviceId, organization_id: organizationId, ...looked });
    const [tree, bound] = [await loadScopeTree(store, organizationId), await boundPolicies(store, organizationId, {})];
    await lookAtDevices(store, [deviceId], { organizationId, tree, book: new PolicyBook(bound), now });
  }

  /** One whose acceptance somebody else has asked for. */
  async askedFinding(): Promise<number> {
    const [id, as] = [await this.finding(), await this.colleague('operator')];
    const body = { until: new Date(Date.now() + 86_400_000).toISOString(), reason: 'a test' };
    const answer = await this.call('POST', `/v1/compliance/findings/${id}/accept`, { as, body });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return id;
  }

  newAccessReview(fields: object = {}) {
    const due_at = new Date(Date.now() + 30 * 86_400_000).toISOString();
    return { name: freshName('review'), scope_id: this.rootScopeId, due_at, ...fields };
  }

  async accessReview(fields: object = {}): Promise<number> {
    return (await this.create('/v1/access-reviews', this.newAccessReview(fields))).id;
  }

  /** A review, and the item of somebody's grant. */
  async reviewedGrant(fields: object = {}): Promise<{ readonly id: number; readonly itemId: number }> {
    const [grant_id, id] = [await this.grant(), await this.accessReview(fields)];
    const item = await this.api.store.models.accessReviewItems.findOne({ review_id: id, grant_id }).lean();
    assert.ok(item, 'the grant is not reviewed');
    return { id, itemId: item._id };
  }

  /** As {@link reviewedGrant}: of all other grants it was decided that they stay, so that nobody else's is in question. */
  async reviewOfOthers(): Promise<{ readonly id: number; readonly itemId: number }> {
    const reviewed = await this.reviewedGrant();
    const { accessReviewItems } = this.api.store.models;
    const others = { review_id: reviewed.id, _id: { $ne: reviewed.itemId } };
    await accessReviewItems.updateMany(others, { $set: { state: 'kept' } });
    return reviewed;
  }

  /** One whose due date has come, about a grant that lies here: evidence is for who sees all that it is about. */
  async closedAccessReview(): Promise<number> {
    const { store } = this.api;
    const [{ id, itemId }, { organization }] = [await this.reviewedGrant(), await this.me()];
    await store.models.accessReviewItems.deleteMany({ review_id: id, _id: { $ne: itemId } });
    await store.models.accessReviews.updateOne({ _id: id }, { $set: { due_at: new Date() } });
    assert.equal(await passReviewTime(store, organization.id, id), null);
    return id;
  }

  async sshKey(fields: object = {}): Promise<number> {
    return (await this.create('/v1/ssh-keys', { scope_id: this.rootScopeId, name: freshName('key'), ...fields })).id;
  }

  /** A Linux account whose platform manages keys. */
  async keyAccount(fields: object = {}): Promise<number> {
    const platform_id = await this.platform({ connector: 'ssh_key' });
    const device_id = await this.device(LINUX_HOST);
    return this.resource({ type: 'linux_account', device_id, platform_id, username: 'deploy', ...fields });
  }

  /** A key that is on an account, which has no other. */
  async placedSshKey(): Promise<{ readonly id: number; readonly resourceId: number }> {
    const [id, resourceId] = [await this.sshKey(), await this.keyAccount()];
    const answer = await this.call('PUT', `/v1/ssh-keys/${id}/placements/${resourceId}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return { id, resourceId };
  }

  async sshAuthority(fields: object = {}): Promise<number> {
    const body = { scope_id: this.rootScopeId, name: freshName('ca'), ...fields };
    return (await this.create('/v1/ssh-certificate-authorities', body)).id;
  }

  /** A Linux account whose platform logs in by certificates. */
  async certificateAccount(fields: object = {}): Promise<number> {
    const platform_id = await this.platform({ connector: 'ssh_certificate' });
    const device_id = await this.device(LINUX_HOST);
    return this.resource({ type: 'linux_account', device_id, platform_id, username: 'deploy', ...fields });
  }

  /** An authority with an account. */
  async certifiedAccount(): Promise<{ readonly id: number; readonly resourceId: number }> {
    const [id, resourceId] = [await this.sshAuthority(), await this.certificateAccount()];
    const answer = await this.call('PUT', `/v1/ssh-certificate-authorities/${id}/accounts/${resourceId}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return { id, resourceId };
  }

  /** A resource that verify and rotate take. */
  async readyResource(fields: object = {}): Promise<number> {
    const id = await this.resource(fields);
    await this.credential(id);
    return id;
  }

  /** A credential that a policy lets be checked out. */
  async openCredential(rules: object = {}, resource: object = {}, policy: object = {}): Promise<number> {
    const resource_id = await this.resource(resource);
    // Handed in before: the policy would be asked about it.
    const credential = await this.credential(resource_id);
    const policy_id = await this.policy({ rules: { checkout_allowed: true, ...rules }, ...policy });
    await this.policyBinding({ policy_id, target_type: 'resource', target_id: resource_id });
    return credential;
  }

  /** A credential that the administrator holds. */
  async checkOut(): Promise<number> {
    const body = { credential_id: await this.openCredential() };
    const answer = await this.call('POST', '/v1/check-outs', { body });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body.id;
  }

  /** A Linux account that a policy lets people work on. */
  async openAccount(rules: object = {}, resource: object = {}, policy: object = {}): Promise<number> {
    const platform_id = await this.platform({ connector: 'ssh_password' });
    const device_id = await this.device(LINUX_HOST);
    const account = { type: 'linux_account', device_id, platform_id, username: 'deploy', ...resource };
    const id = await this.readyResource(account);
    const policy_id = await this.policy({ rules: { connect_allowed: true, ...rules }, ...policy });
    await this.policyBinding({ policy_id, target_type: 'resource', target_id: id });
    return id;
  }

  /** A device and a credential on it by which a web session may be had, at a gateway that is there. */
  async webPlace(rules: object = {}): Promise<{ readonly device_id: number; readonly credential_id: number }> {
    await runGateway(this.api.store);
    const resource = await this.openAccount(rules);
    const { device_id } = (await this.call('GET', `/v1/resources/${resource}`)).body;
    const { credentials } = (await this.call('GET', `/v1/credentials?resource_id=${resource}`)).body;
    return { device_id, credential_id: credentials[0].id };
  }

  /** A session that the administrator may launch, at a gateway that is there. */
  async connectSession(rules: object = {}): Promise<string> {
    await runGateway(this.api.store);
    const body = { resource_id: await this.openAccount(rules) };
    return (await this.create('/v1/connect/sessions', body)).session.public_id;
  }

  /** One that a gateway has, and the target has let in. */
  async activeSession(): Promise<string> {
    const id = await this.connectSession();
    await launch(this.api.store, id, await this.launchToken(id));
    await begin(this.api.store, id);
    return id;
  }

  /** The same, which somebody else has asked for. */
  async sessionOfOther(rules: object = {}): Promise<string> {
    await runGateway(this.api.store);
    const [resource_id, other] = [await this.openAccount(rules), await this.colleague('requester')];
    const asked = await this.call('POST', '/v1/connect/sessions', { as: other, body: { resource_id } });
    assert.equal(asked.status, 201, JSON.stringify(asked.body));
    const id = asked.body.session.public_id;
    await launch(this.api.store, id, await this.launchToken(id, other));
    await begin(this.api.store, id);
    return id;
  }

  /** One that somebody else has asked for. */
  async pausedSession(): Promise<string> {
    const id = await this.sessionOfOther();
    const answer = await this.call('POST', `/v1/connect/sessions/${id}/suspend`, { body: { reason: 'a check' } });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return id;
  }

  /** One that has ended, with a recording that is whole. */
  async recordedSession(): Promise<string> {
    const { store, vault } = this.api;
    const id = await this.connectSession();
    const launched = await launch(store, id, await this.launchToken(id));
    const writer = await record(store, vault.inboxPublicKey().jwk, launched);
    await begin(store, id);
    await writer.close('closed');
    await leave(store, id);
    return id;
  }

  async launchToken(sessionId: string, as = this.admin): Promise<string> {
    const answer = await this.call('POST', `/v1/connect/sessions/${sessionId}/launch`, { as });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body.launch_token;
  }

  /** A resource that reconcile takes, too. */
  async reconcilableResource(): Promise<number> {
    const device_id = await this.device();
    return this.readyResource({ device_id, reconcile_resource_id: await this.readyResource({ device_id }) });
  }

  /** A job that nobody dispatches. */
  async job(resourceId?: number): Promise<number> {
    const id = resourceId ?? (await this.readyResource());
    const answer = await this.call('POST', `/v1/resources/${id}/verify`);
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    return answer.body.job_id;
  }

  /** A request for consent to a verification that anybody may decide on who may do so here; default: a person has made it. */
  async approval(as?: Caller): Promise<number> {
    if (!this.#governed || this.#governed.count === MOST_WAITING) this.#governed = await this.#governedPlace();
    this.#governed.count += 1;
    const { resourceId, requester } = this.#governed;
    const answer = await this.call('POST', `/v1/resources/${resourceId}/verify`, { as: as ?? requester });
    assert.equal(answer.body.status, 'awaiting_approval', JSON.stringify(answer.body));
    return answer.body.approval_id;
  }

  async approvedApproval(): Promise<number> {
    const id = await this.approval();
    assert.equal((await this.call('POST', `/v1/approvals/${id}/approve`)).body.status, 'approved');
    return id;
  }

  async #governedPlace(): Promise<GovernedPlace> {
    const [resourceId, requester] = [await this.readyResource(), await this.colleague('operator')];
    const policy_id = await this.policy({ rules: { approvals: { verify: { quorum: 1 } } } });
    await this.policyBinding({ policy_id, target_type: 'resource', target_id: resourceId });
    return { resourceId, requester, count: 0 };
  }

  newApprovalDelegation(fields: object = {}) {
    return { ends_at: new Date(Date.now() + 30 * 86_400_000).toISOString(), ...fields };
  }

  /** Of the place of the administrator, to a new user. */
  async approvalDelegation(): Promise<number> {
    const body = this.newApprovalDelegation({ to_user_id: await this.user() });
    return (await this.create('/v1/approval-delegations', body)).id;
  }

  async endedJob(): Promise<number> {
    const id = await this.job();
    assert.equal((await this.call('POST', `/v1/jobs/${id}/cancel`)).status, 200);
    return id;
  }

  /** A plan that can be carried out, as a worker would have made it. */
  async plan(outline: PlanOutline = {}): Promise<MadePlan> {
    const { organization } = await this.me();
    return makePlan(this.api.store, { organizationId: organization.id, scopeId: this.rootScopeId }, outline);
  }

  /** A rotation by a plan that nobody dispatches. */
  async bulkJob(outline: PlanOutline = {}): Promise<number> {
    const { id: plan_id, digest } = await this.plan(outline);
    const answer = await this.call('POST', '/v1/bulk/rotate', { body: { plan_id, digest } });
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    return answer.body.job_id;
  }

  /** One of which something has failed. */
  async endedBulkJob(): Promise<number> {
    const id = await this.bulkJob();
    await endBulkJob(this.api.store, id, ['succeeded', 'failed', 'canceled']);
    return id;
  }

  /** Makes room for further preflights, of which few may be under way. */
  async endPreflights(): Promise<void> {
    const { jobs } = (await this.call('GET', '/v1/jobs?operation=bulk_preflight&status=queued')).body;
    for (const { job_id } of jobs) assert.equal((await this.call('POST', `/v1/jobs/${job_id}/cancel`)).status, 200);
  }

  /** Makes room for further jobs on the ledger, of which few may be under way. */
  async endLedgerJobs(): Promise<void> {
    for (const operation of ['ledger_verify', 'ledger_prune', 'ledger_erase', 'evidence_bundle']) {
      const { jobs } = (await this.call('GET', `/v1/jobs?operation=${operation}&status=queued`)).body;
      for (const { job_id } of jobs) assert.equal((await this.call('POST', `/v1/jobs/${job_id}/cancel`)).status, 200);
    }
  }

  /** A bundle that nobody builds. */
  async evidenceBundle(): Promise<number> {
    return (await this.#requestBundle()).bundle_id;
  }

  /** One that can be fetched, made once. */
  readyBundle(): Promise<number> {
    this.#readyBundle ??= this.#buildBundle();
    return this.#readyBundle;
  }

  async #buildBundle(): Promise<number> {
    const { job_id, bundle_id } = await this.#requestBundle();
    this.api.ledger();
    await buildBundle(this.api.store, job_id);
    return bundle_id;
  }

  async #requestBundle(): Promise<{ readonly job_id: number; readonly bundle_id: number }> {
    await this.endLedgerJobs();
    const answer = await this.call('POST', '/v1/evidence-bundles', { body: { job_id: await this.job() } });
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    return answer.body;
  }

  /** Id of an audit record of this world. */
  async auditEvent(): Promise<string> {
    const body = { name: freshName('scope'), parent_id: this.rootScopeId };
    return (await this.create('/v1/scopes', body)).last_event_id;
  }

  /** Some checkpoint of this organization, and one of the platform that holds it. */
  async anyCheckpoint(): Promise<void> {
    const { store } = this.api;
    const log = (await this.me()).organization.id;
    const ledger = this.api.ledger();
    if (!(await latestCheckpoint(store, log))) await ledger.settled(log);
    if (!(await latestCheckpoint(store, PLATFORM_LOG))) await ledger.settled(PLATFORM_LOG);
  }

  /** The newest checkpoint, once all that happened so far is under it. */
  async settledCheckpoint(): Promise<LedgerCheckpointDocument> {
    return this.api.ledger().settled((await this.me()).organization.id);
  }

  /** Who calls, and the organization that the calls act in: they stay what they are. */
  me(): Promise<Myself> {
    this.#me ??= this.call('GET', '/v1/me').then(({ body }) => body);
    return this.#me;
  }

  /** Another organization; only the administrator of the first one can. */
  async organization(): Promise<number> {
    return (await this.newOrganization()).id;
  }

  newOrganization(name = freshKey('organization')) {
    return this.create('/v1/organizations', { name, admin_name: 'alice' });
  }

  async user(fields: object = {}): Promise<number> {
    return (await this.create('/v1/users', { name: freshName('somebody'), ...fields })).id;
  }

  /** A user who can do nothing any more. */
  async formerUser(): Promise<number> {
    const id = await this.user();
    assert.equal((await this.call('POST', `/v1/users/${id}/deactivate`)).status, 200);
    return id;
  }

  /** A user who holds nothing, and can authenticate. */
  async person(): Promise<Person> {
    const [made, { organization }] = [await this.create('/v1/users', { name: freshName('person') }), await this.me()];
    const name = organization.id === FIRST_ORGANIZATION_ID ? made.name : `${organization.name}/${made.name}`;
    return { id: made.id, publicId: made.public_id, name, password: made.password };
  }

  /** A person with a role in this world. */
  async colleague(role: BuiltInRole): Promise<Person> {
    const person = await this.person();
    await this.grant({ subject_id: person.id, role });
    return person;
  }

  /** An API key of the user, who makes it. */
  async apiKey(user: Person, fields: object = {}): Promise<MadeApiKey> {
    const answer = await this.api.call('POST', `/v1/users/${user.id}/api-keys`, {
      as: user,
      body: { name: freshKey('key'), ...fields },
    });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  }

  async group(fields: object = {}): Promise<number> {
    return (await this.create('/v1/groups', { name: freshName('group'), ...fields })).id;
  }

  async member(groupId: number, userId?: number): Promise<number> {
    const id = userId ?? (await this.user());
    const answer = await this.call('PUT', `/v1/groups/${groupId}/members/${id}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return id;
  }

  /** Answers with its name. */
  async role(permissions: readonly Permission[] = ['resource:read'], fields: object = {}): Promise<string> {
    return (await this.create('/v1/roles', { name: freshKey('role'), permissions, ...fields })).name;
  }

  /** The role viewer for a new user, unless `fields` say otherwise. */
  newGrant(fields: object = {}) {
    return {
      subject_type: 'user',
      role: 'viewer',
      ...('resource_id' in fields ? {} : { scope_id: this.rootScopeId }),
      ...fields,
    };
  }

  async grant(fields: object = {}): Promise<number> {
    return (await this.create('/v1/grants', this.newGrant({ subject_id: await this.user(), ...fields }))).id;
  }

  newApplication(fields: object = {}) {
    return {
      name: freshName('application'),
      scope_id: this.rootScopeId,
      authorized_resources: [{ areas: ['auth', 'resources'] }],
      ...fields,
    };
  }

  /** Its representation; with `client_secret` where it has one. */
  async newlyMadeApplication(fields: object = {}) {
    return this.create('/v1/applications', this.newApplication(fields));
  }

  async application(fields: object = {}): Promise<number> {
    return (await this.newlyMadeApplication(fields)).id;
  }

  newIdentityProvider(fields: object = {}) {
    return { name: freshKey('provider'), issuer: 'https://id.example.com', client_id: 'capstan', ...fields };
  }

  async identityProvider(fields: object = {}): Promise<number> {
    return (await this.create('/v1/identity-providers', this.newIdentityProvider(fields))).id;
  }

  newWorkloadIssuer(fields: object = {}) {
    return {
      name: freshName('issuer'),
      issuer: 'https://issuer.example',
      audience: 'https://capstan.example',
      ...fields,
    };
  }

  async workloadIssuer(fields: object = {}): Promise<number> {
    return (await this.create('/v1/workload-issuers', this.newWorkloadIssuer(fields))).id;
  }

  newLogCollector(fields: object = {}) {
    return {
      name: freshName('collector'),
      kind: 'http',
      format: 'jsonl',
      url: 'https://logs.example/in',
      authorization: 'Bearer of-a-test',
      ...fields,
    };
  }

  /** Deactivates those that are there once no further one may be. */
  async roomForLogCollector(): Promise<void> {
    const kept: { readonly id: number }[] = [];
    for (const status of ['active', 'paused']) {
      kept.push(...(await this.call('GET', `/v1/log-collectors?status=${status}`)).body.log_collectors);
    }
    if (kept.length < MAX_COLLECTORS) return;
    for (const { id } of kept)
      assert.equal((await this.call('POST', `/v1/log-collectors/${id}/deactivate`)).status, 200);
  }

  async logCollector(fields: object = {}): Promise<number> {
    await this.roomForLogCollector();
    return (await this.create('/v1/log-collectors', this.newLogCollector(fields))).id;
  }

  newNotificationChannel(fields: object = {}) {
    return {
      name: freshName('channel'),
      kind: 'webhook',
      scope_id: this.rootScopeId,
      webhook: { url: 'https://hooks.example/in' },
      ...fields,
    };
  }

  /** Deactivates those that are there once no further one may be. */
  async roomForNotificationChannel(): Promise<void> {
    const { notificationChannels } = this.api.store.models;
    const condition = { status: { $in: ['active' as const, 'paused' as const] } };
    if ((await notificationChannels.countDocuments(condition)) < MAX_CHANNELS) return;
    await notificationChannels.updateMany(condition, { $set: { status: 'inactive' } });
  }

  async notificationChannel(fields: object = {}): Promise<number> {
    await this.roomForNotificationChannel();
    return (await this.create('/v1/notification-channels', this.newNotificationChannel(fields))).id;
  }

  /** A test that is queued. */
  async notificationDelivery(channelId?: number): Promise<{ readonly channelId: number; readonly eventId: string }> {
    const id = channelId ?? (await this.notificationChannel());
    const { status, body } = await this.call('POST', `/v1/notification-channels/${id}/test`);
    assert.equal(status, 200);
    return { channelId: id, eventId: body.event_id };
  }

  newPolicy(fields: object = {}) {
    return { name: freshName('policy'), rules: {}, ...fields };
  }

  /** Without rules, unless `fields` set some: any number of them can be bound to one place. */
  async policy(fields: object = {}): Promise<number> {
    return (await this.create('/v1/policies', this.newPolicy(fields))).id;
  }

  /** Of a new policy, to the root scope of this world, unless `target` says otherwise. */
  async policyBinding(target: object = {}): Promise<number> {
    return (await this.create('/v1/policy-bindings', await this.newPolicyBinding(target))).id;
  }

  async newPolicyBinding(target: object = {}) {
    const policy = 'policy_id' in target ? {} : { policy_id: await this.policy() };
    return { ...policy, target_type: 'scope', target_id: this.rootScopeId, ...target };
  }

  async newFederatedCredential() {
    return { workload_issuer_id: await this.workloadIssuer(), claims: { sub: 'repo:acme/shop:ref:refs/heads/main' } };
  }
}

/** Does what a worker does when it first starts: publishes the key that secrets are sealed to. */
export function publishInboxKey({ store, vault }: ApiHarness): Promise<void> {
  return publishKey(store, vault);
}
