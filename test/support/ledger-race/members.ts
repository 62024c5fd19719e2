/** Members of the replica set under a race: which one leads, and making them stand still. */

import { mongo } from 'mongoose';
import type { Mongod, ReplicaSet } from '../../../launcher/engines/mongod.ts';
import type { Store } from '../../../store/store.ts';
import { until } from '../until.ts';

const ANSWERS_WITHIN_MS = 10_000;

export interface Primary {
  /** Its place among the members. */
  readonly at: number;
  /** Grows with every election. */
  readonly term: number;
}

/** Waits until there is one. */
export async function primaryOf(store: Store, { members }: ReplicaSet): Promise<Primary> {
  const { address, term } = await until('a primary is there', () => leadOf(store));
  const at = members.findIndex(({ port }) => address.endsWith(`:${port}`));
  if (at < 0) throw new Error(`the primary ${address} is none of the members`);
  return { at, term };
}

async function leadOf(store: Store): Promise<{ readonly address: string; readonly term: number } | undefined> {
  const answer = await store.connection.getClient().db('admin').command({ hello: 1 }).catch(ignoreOutage);
  return answer?.['isWritablePrimary'] ? { address: answer['primary'], term: termOf(answer['electionId']) } : undefined;
}

/** The second half of an election id is the term in which its primary was elected. */
function termOf(electionId: mongo.ObjectId): number {
  return Number.parseInt(electionId.toHexString().slice(8), 16);
}

/** As the member itself sees it, which no other one has to know yet. */
export async function leads({ port }: Mongod): Promise<boolean> {
  const client = new mongo.MongoClient(`mongodb://127.0.0.1:${port}/`, {
    directConnection: true,
    serverSelectionTimeoutMS: ANSWERS_WITHIN_MS,
  });
  try {
    return (await client.db('admin').command({ hello: 1 }))['isWritablePrimary'] === true;
  } finally {
    await client.close();
  }
}

/** Lets a member go on; one that is gone is none to let go on. */
export function resume({ pid }: Pick<Mongod, 'pid'>): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** The servers are being killed: whoever asks asks again. */
export function ignoreOutage(): undefined {
  return undefined;
}
