/** Races with one outcome: a change of rights is held open until another request has run into it, or past it. */

import type { ClientSession } from 'mongoose';
import { changeAccess } from '../../store/access/change-access.ts';
import type { Store } from '../../store/store.ts';
import { until } from './until.ts';

export interface HeldChange<Result> {
  readonly organizationId: number;
  /** What is changed; it is committed when `meanwhile` waits for it, or has been answered. */
  change(session: ClientSession): Promise<unknown>;
  meanwhile(): Promise<Result>;
}

export interface Raced<Result> {
  readonly result: Result;
  /** Whether it waited for the change. */
  readonly hasWaited: boolean;
}

export async function holdingChange<Result>(
  store: Store,
  { organizationId, change, meanwhile }: HeldChange<Result>,
): Promise<Raced<Result>> {
  const running = await store.transaction(async (session) => {
    await changeAccess(store, session, organizationId);
    await change(session);
    const before = await aborted(store);
    let isAnswered = false;
    const answer = meanwhile().finally(() => {
      isAnswered = true;
    });
    await until('the other request to wait or to be answered', async () =>
      isAnswered || (await aborted(store)) > before ? true : undefined,
    );
    return { answer, hasWaited: !isAnswered };
  });
  return { result: await running.answer, hasWaited: running.hasWaited };
}

/** Transactions that MongoDB has ended so far: most, since another one has written there first. */
async function aborted(store: Store): Promise<number> {
  const status = await store.connection.getClient().db('admin').command({ serverStatus: 1 });
  return status['transactions'].totalAborted;
}
