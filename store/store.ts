/** The door to MongoDB: one connection, all collections, transactions, ids. */

import mongoose, { type ClientSession, type Connection, mongo } from 'mongoose';
import { redactText } from '../runtime/redact-text.ts';
import { StartError } from '../runtime/start-errors.ts';
import { isConnectionLost } from './database-error.ts';
import { accessModels } from './models/access.ts';
import { accessReviewModels } from './models/access-review.ts';
import { approvalModels } from './models/approval.ts';
import { connectSessionModels } from './models/connect-session.ts';
import { credentialModels } from './models/credential.ts';
import { custodyModels } from './models/custody.ts';
import { devicePostureModels } from './models/device-posture.ts';
import { discoveryModels } from './models/discovery.ts';
import { type AuditRecordDocument, evidenceModels } from './models/evidence.ts';
import { evidenceBundleModels } from './models/evidence-bundle.ts';
import { identityModels, identityProofModels } from './models/identity.ts';
import { inventoryModels } from './models/inventory.ts';
import { jobModels } from './models/job.ts';
import { leaseModels } from './models/lease.ts';
import { type LedgerPendingDocument, ledgerModels } from './models/ledger.ts';
import { logCollectorModels } from './models/log-collector.ts';
import { notificationModels } from './models/notification-channel.ts';
import { operationalEventModels } from './models/operational-event.ts';
import { planModels } from './models/plan.ts';
import { policyModels } from './models/policy.ts';
import { postureModels } from './models/posture.ts';
import { protectedInformationModels } from './models/protected-information.ts';
import { recordingModels } from './models/recording.ts';
import { reportModels } from './models/reporting.ts';
import { retentionModels } from './models/retention.ts';
import { retrievalModels } from './models/retrieval.ts';
import { rotationSweepModels } from './models/rotation-sweep.ts';
import { signInModels } from './models/sign-in.ts';
import { sshAuthorityModels } from './models/ssh-authority.ts';
import { sshKeyModels } from './models/ssh-key.ts';

function modelsOf(connection: Connection) {
  return {
    ...identityModels(connection),
    ...identityProofModels(connection),
    ...accessModels(connection),
    ...signInModels(connection),
    ...inventoryModels(connection),
    ...credentialModels(connection),
    ...sshAuthorityModels(connection),
    ...sshKeyModels(connection),
    ...custodyModels(connection),
    ...connectSessionModels(connection),
    ...jobModels(connection),
    ...leaseModels(connection),
    ...evidenceModels(connection),
    ...evidenceBundleModels(connection),
    ...ledgerModels(connection),
    ...logCollectorModels(connection),
    ...notificationModels(connection),
    ...policyModels(connection),
    ...accessReviewModels(connection),
    ...approvalModels(connection),
    ...planModels(connection),
    ...protectedInformationModels(connection),
    ...recordingModels(connection),
    ...retentionModels(connection),
    ...retrievalModels(connection),
    ...rotationSweepModels(connection),
    ...discoveryModels(connection),
    ...operationalEventModels(connection),
    ...postureModels(connection),
    ...devicePostureModels(connection),
    ...reportModels(connection),
  };
}

export type Models = ReturnType<typeof modelsOf>;

/** Nouns whose ids are integers. */
export type Counted =
  | 'organization'
  | 'user'
  | 'api_key'
  | 'application'
  | 'group'
  | 'role'
  | 'grant'
  | 'identity_provider'
  | 'workload_issuer'
  | 'scope'
  | 'device'
  | 'platform'
  | 'resource'
  | 'credential'
  | 'ssh_key'
  | 'ssh_authority'
  | 'custody'
  | 'protected_information'
  | 'retrieval'
  | 'policy'
  | 'policy_binding'
  | 'job'
  | 'approval'
  | 'approval_delegation'
  | 'plan'
  | 'evidence_bundle'
  | 'log_collector'
  | 'finding'
  | 'notification_channel'
  | 'access_review'
  | 'access_review_item';

export class Store {
  readonly models: Models;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.models = modelsOf(connection);
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** The driver's own collection: audit records are written on every request, past the cost of documents. */
  auditCollection(): mongo.Collection<AuditRecordDocument> {
    return this.#connection.getClient().db().collection<AuditRecordDocument>('audit_records');
  }

  /** Audit records that are not in the tree of their log yet, and checkpoints that are not in the platform's. */
  pendingCollection(): mongo.Collection<LedgerPendingDocument> {
    return this.#connection.getClient().db().collection<LedgerPendingDocument>('ledger_pending');
  }

  /** Makes missing collections and indexes; harmless to repeat and to run in several processes at once. */
  async prepare(): Promise<void> {
    for (const model of Object.values(this.models)) {
      await model.createCollection();
      await model.createIndexes();
    }
  }

  /**
   * Runs `work` in one transaction, acknowledged by a majority and journaled. It is run again when
   * MongoDB asks for it (a primary that steps down, a conflict of writes), so it may do nothing but
   * write through `session`. `within`: a session that the caller keeps; default: one of its own.
   */
  async transaction<Result>(
    work: (session: ClientSession) => Promise<Result>,
    within?: ClientSession,
  ): Promise<Result> {
    const run = (session: ClientSession) =>
      session.withTransaction(() => work(session), {
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority', j: true },
        readPreference: 'primary',
      });
    return within ? run(within) : this.#connection.getClient().withSession(run);
  }

  /**
   * The next id of a noun. Taken outside of transactions so that writers never wait for each other;
   * an id whose transaction fails is skipped.
   */
  nextId(noun: Counted): Promise<number> {
    return this.nextIds(noun, 1);
  }

  /** @returns the first of `count` ids in a row. */
  async nextIds(noun: Counted, count: number): Promise<number> {
    const counter = await this.models.counters
      .findOneAndUpdate({ _id: noun }, { $inc: { value: count } }, { upsert: true, returnDocument: 'after' })
      .lean();
    if (!counter) throw new Error(`the counter of ${noun} gave no id`);
    return counter.value - count + 1;
  }

  /** Resolves where a primary answers. */
  async ping(): Promise<void> {
    await this.#connection.getClient().db().command({ ping: 1 }, { readPreference: 'primary' });
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }
}

const ANSWERS_WITHIN_MS = 15_000;

/**
 * Connects to MongoDB and waits for a primary.
 * @throws StartError that names CAPSTAN_MONGODB_URI, never its password, where none answers within 15 s or lets us in.
 */
export async function openStore(uri: string): Promise<Store> {
  try {
    return await connect(uri);
  } catch (error) {
    throw new StartError(`Capstan cannot start without its database: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const told = redactText(error instanceof Error ? error.message : String(error));
  if (error instanceof mongo.MongoServerError) {
    return `the server that CAPSTAN_MONGODB_URI names lets nobody in with it (${told}); check user, password and authSource`;
  }
  if (isSilence(error)) {
    return (
      `the server that CAPSTAN_MONGODB_URI names does not answer as a primary within ${ANSWERS_WITHIN_MS / 1_000} s ` +
      `(${told}); start it, or set the URI of one that runs`
    );
  }
  // Not quoted: the driver repeats parts of a URI that it does not take, in forms that no redaction foresees.
  return 'CAPSTAN_MONGODB_URI is not taken by the driver; check its options, and that user and password are percent-encoded';
}

/** Nobody answers, or the name of a server, or the SRV record of a cluster, is not found. */
function isSilence(error: unknown): boolean {
  return isConnectionLost(error) || (error instanceof Error && 'syscall' in error);
}

async function connect(uri: string): Promise<Store> {
  const connection = mongoose.createConnection(uri, {
    serverSelectionTimeoutMS: ANSWERS_WITHIN_MS,
    retryWrites: true,
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    appName: 'capstan',
    bufferCommands: false,
    autoIndex: false,
    autoCreate: false,
  });
  await connection.asPromise();
  return new Store(connection);
}
