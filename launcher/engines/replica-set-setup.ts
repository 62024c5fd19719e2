/** Brings a replica set of freshly started mongods into use: initiated, reachable, with a primary and its user. */

import { mongo } from 'mongoose';

export const REPLICA_SET = 'capstan';
/** The user that the URIs name; it reads and writes every database and administers none of the server. */
export const USER = 'capstan';

const NOT_YET_INITIALIZED = 94;
const USER_ALREADY_EXISTS = 51003;

export interface ReplicaSetSetup {
  readonly hosts: readonly string[];
  /** Content of the key file: whoever has it enters as the set's internal user. */
  readonly key: string;
  readonly password: string;
  /** Time without a primary after which another is elected; default: the server's 10 s. */
  readonly electionMs?: number;
}

/**
 * Idempotent, whatever an earlier call got done. Throws (to be called again) while the set has no primary yet.
 * The internal user does it rather than the localhost exception, which ends with the first user and would
 * leave a set half made when the process dies in between.
 */
export async function ensureReplicaSet(setup: ReplicaSetSetup): Promise<void> {
  const [first] = setup.hosts;
  if (first === undefined) throw new RangeError('a replica set needs one member or more');
  await asInternalUser(setup, `mongodb://${first}/?directConnection=true`, (admin) =>
    ensureConfiguration(admin, setup),
  );
  await asInternalUser(setup, `mongodb://${setup.hosts.join(',')}/?replicaSet=${REPLICA_SET}`, (admin) =>
    ensureUser(admin, setup.password),
  );
}

/** Makes the primary hand over to another member, and stand aside for `seconds`. */
export async function stepDownPrimary(setup: Pick<ReplicaSetSetup, 'hosts' | 'key'>, seconds: number): Promise<void> {
  await asInternalUser(setup, `mongodb://${setup.hosts.join(',')}/?replicaSet=${REPLICA_SET}`, async (admin) => {
    await admin.command({ replSetStepDown: seconds, secondaryCatchUpPeriodSecs: 5 });
  });
}

async function asInternalUser(
  { key }: Pick<ReplicaSetSetup, 'key'>,
  uri: string,
  work: (admin: mongo.Db) => Promise<void>,
): Promise<void> {
  const client = new mongo.MongoClient(uri, {
    auth: { username: '__system', password: key },
    authSource: 'local',
    authMechanism: 'SCRAM-SHA-256',
    serverSelectionTimeoutMS: 5_000,
  });
  try {
    await client.connect();
    await work(client.db('admin'));
  } finally {
    await client.close();
  }
}

async function ensureConfiguration(admin: mongo.Db, { hosts, electionMs }: ReplicaSetSetup): Promise<void> {
  const members = hosts.map((host, index) => ({ _id: index, host }));
  const settings = electionMs === undefined ? {} : { electionTimeoutMillis: electionMs, heartbeatIntervalMillis: 500 };
  let current: mongo.Document;
  try {
    current = (await admin.command({ replSetGetConfig: 1 }))['config'];
  } catch (error) {
    if (!isServerError(error, NOT_YET_INITIALIZED)) throw error;
    await admin.command({ replSetInitiate: { _id: REPLICA_SET, members, settings } });
    return;
  }
  const configured: string[] = current['members'].map((member: mongo.Document) => member['host']);
  if (configured.join() === hosts.join()) return;
  // Forced, because a set whose members moved to other ports has no primary that could be asked.
  await admin.command({ replSetReconfig: { ...current, members, version: current['version'] + 1 }, force: true });
}

async function ensureUser(admin: mongo.Db, password: string): Promise<void> {
  const roles = ['readWriteAnyDatabase', 'dbAdminAnyDatabase', 'clusterMonitor'].map((role) => ({ role, db: 'admin' }));
  try {
    await admin.command({ createUser: USER, pwd: password, roles });
  } catch (error) {
    if (!isServerError(error, USER_ALREADY_EXISTS)) throw error;
    await admin.command({ updateUser: USER, pwd: password, roles });
  }
}

function isServerError(error: unknown, code: number): boolean {
  return error instanceof mongo.MongoServerError && error.code === code;
}
