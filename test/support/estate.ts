/** A small managed estate in the store, put there the short way, for tests of what happens behind the API. */

import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { TargetOperation } from '../../domain/job.ts';
import { DEFAULT_LOGIN_GUARD } from '../../domain/login-guard.ts';
import { DEFAULT_PASSWORD_RULES } from '../../domain/password-rules.ts';
import type { Secret } from '../../domain/secret.ts';
import type { CredentialKind } from '../../domain/target.ts';
import { createDataConverter } from '../../runtime/data-converter.ts';
import { SharedKeys } from '../../runtime/shared-keys.ts';
import type { DeviceDocument, PlatformDocument, ResourceDocument } from '../../store/models/inventory.ts';
import type { JobDocument, JobItemDocument, JobStepDocument } from '../../store/models/job.ts';
import { authorityVersionId } from '../../store/ssh-authorities/versions.ts';
import { keyVersionId } from '../../store/ssh-keys/versions.ts';
import { openStore, type Store } from '../../store/store.ts';
import { FileKeyRing } from '../../store/vault/file-key-ring.ts';
import { Vault } from '../../store/vault/vault.ts';
import { TASK_QUEUE, WORKFLOW_OF, workflowIdOf } from '../../workflows/contract.ts';
import { ASKING_ADMIN, admitAskingAdmin } from './asking-admin.ts';
import { type Engines, NAMESPACE } from './engines.ts';
import { until } from './until.ts';

const ORGANIZATION = 1;
const tracked = () => ({ created_at: new Date(), updated_at: new Date(), revision: 1, last_event_id: 'evt_test' });

export class Estate {
  readonly store: Store;
  readonly vault: Vault;
  readonly client: Client;
  #admitted: Promise<void> | undefined;

  private constructor(store: Store, vault: Vault, client: Client) {
    this.store = store;
    this.vault = vault;
    this.client = client;
  }

  /** @param namespace of Temporal, that the operations run in. */
  static async open(engines: Engines, namespace = NAMESPACE): Promise<Estate> {
    const store = await openStore(engines.mongod.uri);
    await store.prepare();
    const root = { organization_id: ORGANIZATION, name: 'all', parent_id: null, ancestors: [], ...tracked() };
    await store.models.scopes.updateOne({ _id: 1 }, { $setOnInsert: root }, { upsert: true });
    const ring = FileKeyRing.read(`${engines.directory}/keys/master.json`);
    const sharedKeys = SharedKeys.read(`${engines.directory}/keys/shared.json`);
    const connection = await Connection.connect({ address: engines.temporal.address });
    const dataConverter = createDataConverter(sharedKeys);
    const client = new Client({ connection, namespace, dataConverter });
    return new Estate(store, new Vault(ring, ring.inbox), client);
  }

  async close(): Promise<void> {
    await this.client.connection.close();
    await this.store.close();
  }

  async addDevice(fields: Pick<DeviceDocument, 'kind' | 'port' | 'trust'>): Promise<number> {
    const _id = await this.store.nextId('device');
    await this.store.models.devices.create({
      _id,
      public_id: `dev_${_id}`,
      organization_id: ORGANIZATION,
      scope_id: 1,
      name: `device-${_id}`,
      address: '127.0.0.1',
      reconcile_resource_id: null,
      status: 'active',
      ...tracked(),
      ...fields,
    });
    return _id;
  }

  /** Binds a policy to the resource under which nothing may be changed. */
  async freeze(resource: number): Promise<void> {
    const { policies, policyBindings } = this.store.models;
    const own = { organization_id: ORGANIZATION, status: 'active', ...tracked() } as const;
    const policy = await this.store.nextId('policy');
    const blackouts = [{ from: '2026-01-01T00:00:00Z', until: '2999-01-01T00:00:00Z', note: null }];
    const said = { name: `freeze ${policy}`, description: null, version: 1, rules: { blackouts }, conditions: null };
    await policies.create([{ _id: policy, ...own, ...said }]);
    const target = { target_type: 'resource', target_id: resource, scope_id: 1, resource_id: resource } as const;
    await policyBindings.create([{ _id: policy, ...own, policy_id: policy, ...target }]);
  }

  async addPlatform(fields: Pick<PlatformDocument, 'connector'> & Partial<PlatformDocument>): Promise<number> {
    const _id = await this.store.nextId('platform');
    await this.store.models.platforms.create({
      _id,
      organization_id: ORGANIZATION,
      name: `platform-${_id}`,
      settings: {},
      password_rules: fields.connector === 'ssh_key' ? null : DEFAULT_PASSWORD_RULES,
      change_by: 'self',
      timeouts: { connect_ms: 5_000, operation_ms: 10_000, settle_ms: 20_000 },
      login_guard: { ...DEFAULT_LOGIN_GUARD, max_failed_logins: 20 },
      max_parallel_per_device: 8,
      ...tracked(),
      ...fields,
    });
    return _id;
  }

  /** A resource with an active credential whose current version is `secret`. */
  async addResource(
    fields: Pick<ResourceDocument, 'device_id' | 'platform_id' | 'type' | 'username'> & Partial<ResourceDocument>,
    credential: { readonly kind: CredentialKind; readonly secret: Secret; readonly publicKey?: string },
  ): Promise<number> {
    const _id = await this.store.nextId('resource');
    await this.store.models.resources.create({
      _id,
      public_id: `res_${_id}`,
      organization_id: ORGANIZATION,
      scope_id: 1,
      name: `resource-${_id}-${randomBytes(3).toString('hex')}`,
      status: 'unverified',
      reconcile_resource_id: null,
      ...tracked(),
      ...fields,
    });
    const credentialId = await this.store.nextId('credential');
    const context = { organizationId: ORGANIZATION, credentialId, version: 1 };
    await this.store.models.credentials.create({
      _id: credentialId,
      organization_id: ORGANIZATION,
      scope_id: fields.scope_id ?? 1,
      resource_id: _id,
      kind: credential.kind,
      status: 'active',
      latest_version: 1,
      failed_logins: [],
      ...tracked(),
    });
    await this.store.models.credentialVersions.create({
      _id: `${credentialId}:1`,
      organization_id: ORGANIZATION,
      credential_id: credentialId,
      version: 1,
      state: 'current',
      rotation_id: null,
      sealed: await this.vault.seal(credential.secret, context),
      public_key: credential.publicKey ?? null,
      removal_due: false,
      created_at: new Date(),
    });
    return _id;
  }

  /** Asks for an operation as the API would: the job in the store first, then its workflow. */
  async request(operation: TargetOperation, resourceId: number): Promise<number> {
    this.#admitted ??= admitAskingAdmin(this.store);
    await this.#admitted;
    const _id = await this.store.nextId('job');
    const now = new Date();
    const correlationId = `evt_test_${_id}`;
    await this.store.models.jobs.create({
      _id,
      organization_id: ORGANIZATION,
      scope_id: 1,
      resource_id: resourceId,
      operation,
      status: 'queued',
      actor: ASKING_ADMIN,
      correlation_id: correlationId,
      cancel_requested: false,
      dispatch: 'started',
      dispatch_due_at: now,
      dispatch_attempts: 1,
      resource_count: 1,
      ...tracked(),
    });
    await this.store.models.jobItems.create({
      _id: `${_id}:${resourceId}`,
      organization_id: ORGANIZATION,
      job_id: _id,
      resource_id: resourceId,
      status: 'queued',
    });
    await this.client.workflow.start(WORKFLOW_OF[operation], {
      taskQueue: TASK_QUEUE,
      workflowId: workflowIdOf(_id),
      args: [{ organizationId: ORGANIZATION, jobId: _id, resourceId, correlationId }],
    });
    return _id;
  }

  /** The job, its item and its timeline once it has ended by itself. */
  async ended(
    jobId: number,
    limitMs = 30_000,
  ): Promise<{ job: JobDocument; item: JobItemDocument; steps: JobStepDocument[] }> {
    const { jobs, jobItems, jobSteps } = this.store.models;
    const job = await until(
      `job ${jobId} to end`,
      async () => (await jobs.findOne({ _id: jobId, ended_at: { $ne: null } }).lean<JobDocument>()) ?? undefined,
      limitMs,
    );
    const item = await jobItems.findOne({ job_id: jobId }).lean<JobItemDocument>();
    if (!item) throw new Error(`job ${jobId} has no item`);
    const steps = await jobSteps.find({ job_id: jobId }).sort({ started_at: 1 }).lean<JobStepDocument[]>();
    return { job, item, steps };
  }

  /** Asks, and waits for the end. */
  async run(operation: TargetOperation, resourceId: number) {
    return this.ended(await this.request(operation, resourceId));
  }

  /** All stored versions of a resource's credential, opened; of one by certificates, the key of the authority. */
  async secrets(resourceId: number): Promise<{ version: number; state: string; secret: Secret }[]> {
    const { credentials, credentialVersions } = this.store.models;
    const credential = await credentials.findOne({ resource_id: resourceId, status: 'active' }).lean();
    if (!credential) throw new Error(`resource ${resourceId} has no active credential`);
    const versions = await credentialVersions.find({ credential_id: credential._id }).sort({ version: 1 }).lean();
    return Promise.all(
      versions.map(async ({ version, state, sealed, ssh_key, authority }) => {
        const organizationId = credential.organization_id;
        if (sealed) {
          const secret = await this.vault.open(sealed, { organizationId, credentialId: credential._id, version });
          return { version, state, secret };
        }
        if (authority) {
          const signing = await this.store.models.sshAuthorityVersions.findById(authorityVersionId(authority)).lean();
          if (!signing) throw new Error(`version ${authority.version} of authority ${authority.id} is gone`);
          const context = { organizationId, sshAuthorityId: authority.id, version: authority.version };
          return { version, state, secret: await this.vault.open(signing.sealed, context) };
        }
        if (!ssh_key) throw new Error(`version ${version} of the credential of resource ${resourceId} is empty`);
        const shared = await this.store.models.sshKeyVersions.findById(keyVersionId(ssh_key)).lean();
        if (!shared) throw new Error(`version ${ssh_key.version} of SSH key ${ssh_key.id} is gone`);
        const context = { organizationId, sshKeyId: ssh_key.id, version: ssh_key.version };
        return { version, state, secret: await this.vault.open(shared.sealed, context) };
      }),
    );
  }
}
