/** A real API for tests: its own mongod and database, its own port, and every answer held against the contract. */

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Client, Connection } from '@temporalio/client';
import { ulid } from 'ulid';
import { type Application, createApplication } from '../../api/application.ts';
import { hashPassword } from '../../api/authentication/password-check.ts';
import { bootstrap, createOrganization } from '../../api/bootstrap.ts';
import { type Contract, loadContract } from '../../api/contract.ts';
import type { OrganizationPlan } from '../../api/new-organization.ts';
import type { Operation } from '../../api/operation.ts';
import { type BuiltInRole, FIRST_ORGANIZATION_ID } from '../../domain/permissions.ts';
import { Secret } from '../../domain/secret.ts';
import { limitConnections } from '../../runtime/limit-connections.ts';
import { createLogger } from '../../runtime/logger.ts';
import { createSharedKeyFile, SharedKeys } from '../../runtime/shared-keys.ts';
import { connectTemporal, type TemporalClient } from '../../runtime/temporal-client.ts';
import { changeAccess } from '../../store/access/change-access.ts';
import { newEventId } from '../../store/event-ids.ts';
import { openStore, type Store } from '../../store/store.ts';
import { createMasterKeyFile, FileKeyRing } from '../../store/vault/file-key-ring.ts';
import { Vault } from '../../store/vault/vault.ts';
import { answerCheck, isJsonType } from './answer-check.ts';
import { directDesk } from './direct-desk.ts';
import { directHandOvers } from './direct-hand-overs.ts';
import { keepLedger, type TestLedger } from './ledger.ts';
import { onceInRun } from './run-directory.ts';
import { startTestMongod } from './test-mongod.ts';

/** Name and password of a user, or a bearer token. */
export type Caller = NamedCaller | { readonly token: string };

interface NamedCaller {
  /** As HTTP Basic wants it: with the organization, unless that is the first. */
  readonly name: string;
  readonly password: string;
}

export interface TestUser extends NamedCaller {
  readonly id: number;
}

export interface TestPlace {
  /** Default: the first organization. */
  readonly organizationId?: number | undefined;
  /** Default: the root scope. */
  readonly scopeId?: number | undefined;
  readonly resourceId?: number | undefined;
}

export interface CallOptions {
  /** undefined: anonymous. */
  readonly as?: Caller | undefined;
  /** Sent as JSON; a string or bytes go as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CallAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, text otherwise, undefined where there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on fields of many shapes, all checked against the contract.
  readonly body: any;
}

export interface ApiHarness {
  readonly baseUrl: string;
  readonly store: Store;
  /** What a worker would open secrets with; its key is published where a test says so. */
  readonly vault: Vault;
  readonly application: Application;
  readonly temporal: TemporalClient;
  readonly admin: Caller;
  /** Lines of the log so far. */
  readonly log: readonly string[];
  call(method: string, path: string, options?: CallOptions): Promise<CallAnswer>;
  /** A user with a password of its own and a role on a place (default: the root scope of the first organization). */
  createUser(name: string, role: BuiltInRole | null, place?: TestPlace): Promise<TestUser>;
  /** A second tenant with an administrator. */
  createOrganization(name: string): Promise<OrganizationPlan & { readonly admin: NamedCaller }>;
  /** Keeps the ledger as a worker does, from the first call on. */
  ledger(): TestLedger;
  /** A URI of this mongod, for what connects by itself. */
  readonly mongodbUri: string;
  /** Takes the database away, for good. */
  stopDatabase(): Promise<void>;
  close(): Promise<void>;
}

export interface ApiHarnessOptions {
  /** Default: openapi.yaml. */
  readonly contract?: Contract;
  /** Default: those of `api/handlers/index.ts`. */
  readonly operations?: readonly Operation[];
  /** Default: Temporal is down, so that jobs stay `accepted`; words on approvals are taken without it then. */
  readonly temporalAddress?: string;
  /** Whose X-Forwarded-For is taken for the caller's address; default: nobody's. */
  readonly trustedProxies?: readonly string[];
  /** Whether issuers of a test may be on loopback; default: no, as in production. */
  readonly loopbackIssuers?: boolean;
  /** Default: false; then jobs are dispatched only where a test says so. */
  readonly startRelay?: boolean;
}

/** Starts everything; {@link ApiHarness.close} takes it down and leaves nothing behind. */
export async function startApi(options: ApiHarnessOptions = {}): Promise<ApiHarness> {
  const directory = await mkdtemp(join(tmpdir(), 'capstan-api-test-'));
  const mongod = await startTestMongod(join(directory, 'mongodb'));
  const store = await openStore(mongod.uri);
  await store.prepare();
  const vault = openVault(directory);
  const admin = { name: 'admin', password: freshPassword() };
  await bootstrap(store, new Secret(admin.password));

  const server = createServer();
  limitConnections(server);
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(Number(Reflect.get(Object(server.address()), 'port'))));
  });
  const baseUrl = `http://127.0.0.1:${port}`;
  const temporal = temporalAt(options.temporalAddress, directory);
  const log: string[] = [];
  const application = await createApplication({
    store,
    temporal: temporal.client,
    sharedKeys: temporal.sharedKeys,
    operations: options.operations ?? (await import('../../api/handlers/index.ts')).handlers,
    logger: createLogger({ service: 'api', level: 'debug', stream: lines(log) }),
    baseUrl,
    contract: options.contract ?? (await onceInRun('contract', loadContract)),
    ...(options.temporalAddress === undefined
      ? { approvalDesk: directDesk(store), handOvers: directHandOvers(store, vault) }
      : {}),
    ...(options.loopbackIssuers ? { loopbackIssuers: true } : {}),
    ...(options.trustedProxies ? { trustedProxies: options.trustedProxies } : {}),
  });
  if (options.startRelay) {
    application.relay.start();
    application.approvals.start();
    application.reviews.start();
  }
  server.on('request', application.app);

  let ledger: TestLedger | undefined;
  return {
    baseUrl,
    store,
    vault,
    application,
    temporal: temporal.client,
    admin,
    log,
    ledger: () => {
      ledger ??= keepLedger(store, directory);
      return ledger;
    },
    mongodbUri: mongod.uri,
    stopDatabase: () => mongod.stop(),
    call: callerOf(baseUrl, application),
    createUser: (name, role, place = {}) => createUser(store, name, role, place),
    async createOrganization(name) {
      const password = freshPassword();
      const adminName = `${name}-admin`;
      const made = await createOrganization(store, { name, adminName, adminPassword: new Secret(password) });
      return { ...made, admin: { name: `${name}/${adminName}`, password } };
    },
    async close() {
      await application.closeStreams();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await application.close();
      await temporal.client.close();
      await ledger?.stop();
      await store.close();
      // Not stopped in order: nobody wants the data any more.
      await mongod.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function openVault(directory: string): Vault {
  const file = join(directory, 'master.json');
  createMasterKeyFile(file);
  const ring = FileKeyRing.read(file);
  return new Vault(ring, ring.inbox);
}

function callerOf(baseUrl: string, application: Application): ApiHarness['call'] {
  const check = answerCheck(application.backend);
  return async (method, path, { as, body, headers = {} } = {}) => {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(as ? { Authorization: authorizationOf(as) } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const mediaType = response.headers.get('content-type')?.split(';', 1)[0];
    const text = mediaType === 'text/event-stream' ? await firstEventOf(response) : await response.text();
    const isJson = text !== '' && isJsonType(mediaType);
    const answer = { status: response.status, body: text === '' ? undefined : isJson ? JSON.parse(text) : text };
    if (method !== 'HEAD' && response.status !== 304) {
      check({ method, path: path.split('?', 1)[0] ?? path, mediaType, ...answer });
    }
    return { ...answer, headers: response.headers };
  };
}

/** A stream need not have an end: whoever wants more of it than its first event reads it themselves. */
async function firstEventOf({ body }: Response): Promise<string> {
  let text = '';
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    // Leaving the loop ends the connection.
    if (text.includes('\n\n')) break;
  }
  return text;
}

export function authorizationOf(caller: Caller): string {
  if ('token' in caller) return `Bearer ${caller.token}`;
  return `Basic ${Buffer.from(`${caller.name}:${caller.password}`).toString('base64')}`;
}

async function createUser(
  store: Store,
  name: string,
  role: BuiltInRole | null,
  { organizationId = FIRST_ORGANIZATION_ID, scopeId, resourceId }: TestPlace,
): Promise<TestUser> {
  const password = freshPassword();
  const id = await store.nextId('user');
  await store.models.users.create({
    _id: id,
    public_id: `usr_${ulid().toLowerCase()}`,
    organization_id: organizationId,
    name,
    password_hash: await hashPassword(new Secret(password)),
    password_changed_at: new Date(),
    status: 'active',
    sign_in_epoch: 1,
    ...tracked(),
  });
  if (role !== null)
    await grant(store, { type: 'user', id, organizationId }, role, { organizationId, scopeId, resourceId });
  if (organizationId === FIRST_ORGANIZATION_ID) return { id, name, password };
  const organization = await store.models.organizations.findById(organizationId).lean();
  return { id, name: `${organization?.name}/${name}`, password };
}

interface TestSubject {
  readonly type: 'user' | 'application' | 'group';
  readonly id: number;
  /** Where it belongs. */
  readonly organizationId: number;
}

/** Grants a role past the API and its rules; the place defaults to the root scope of the subject's organization. */
export async function grant(
  store: Store,
  subject: TestSubject,
  role: string,
  { organizationId = subject.organizationId, scopeId, resourceId }: TestPlace = {},
): Promise<number> {
  const id = await store.nextId('grant');
  const root = await store.models.scopes.findOne({ organization_id: organizationId, parent_id: null }).lean();
  const resource = resourceId === undefined ? null : await store.models.resources.findById(resourceId).lean();
  await store.transaction(async (session) => {
    await changeAccess(store, session, organizationId);
    await store.models.grants.create(
      [
        {
          _id: id,
          organization_id: organizationId,
          subject_type: subject.type,
          subject_id: subject.id,
          subject_organization_id: subject.organizationId,
          role,
          scope_id: resource?.scope_id ?? scopeId ?? root?._id ?? 0,
          resource_id: resourceId ?? null,
          status: 'active',
          granted_by: 'a test',
          ...tracked(),
        },
      ],
      { session },
    );
  });
  return id;
}

function tracked() {
  const now = new Date();
  return { created_at: now, updated_at: now, revision: 1, last_event_id: newEventId() };
}

function temporalAt(
  address: string | undefined,
  directory: string,
): { client: TemporalClient; sharedKeys: SharedKeys } {
  const file = join(directory, 'shared.json');
  createSharedKeyFile(file);
  const sharedKeys = SharedKeys.read(file);
  const settings = { temporalAddress: address, temporalNamespace: 'capstan' };
  return { client: address === undefined ? absentTemporal() : connectTemporal(settings, sharedKeys), sharedKeys };
}

/** A Temporal that is down: port 1 refuses at once. */
export function absentTemporal(): TemporalClient {
  // Without the client's own retries, which outlive the connection that they are for.
  const connection = Connection.lazy({ address: '127.0.0.1:1', interceptors: [] });
  const client = new Client({ connection, namespace: 'capstan' });
  const within = <Result>(timeoutMs: number, fn: () => Promise<Result>) =>
    connection.withDeadline(Date.now() + timeoutMs, fn);
  return {
    client,
    connection,
    within,
    check: async (timeoutMs) => {
      await within(timeoutMs, () => connection.workflowService.describeNamespace({ namespace: 'capstan' }));
    },
    close: () => connection.close(),
  };
}

function freshPassword(): string {
  return randomBytes(18).toString('base64url');
}

function lines(into: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      into.push(String(chunk).trimEnd());
      done();
    },
  });
}
