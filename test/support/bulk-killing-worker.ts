/**
 * A worker that dies as if the power were cut, by SIGKILL, at a chosen point of a batch. `KILL_AT` says where:
 * `before-batch`, `after-batch` (it is done, and nobody was told), or with a number of the call in this process:
 * `sending:3` (its candidate is stored, nothing was sent), `sent:3` (set, and not proven), `proven:3` (and not stored).
 */

import type { Activities } from '../../activities/index.ts';
import type { ChangeSession, Connector } from '../../connectors/contract.ts';
import { connectorFor } from '../../connectors/registry.ts';
import { runWorker } from '../../worker/run-worker.ts';

const { KILL_AT: point = '', ...environment } = process.env;
const calls = new Map<string, number>();

function comeTo(moment: string): void {
  const call = (calls.get(moment) ?? 0) + 1;
  calls.set(moment, call);
  if (point === moment || point === `${moment}:${call}`) process.kill(process.pid, 'SIGKILL');
}

function dyingIn(activities: Activities): Activities {
  return {
    ...activities,
    async runBulkBatch(ref) {
      comeTo('before-batch');
      const answer = await activities.runBulkBatch(ref);
      comeTo('after-batch');
      return answer;
    },
  };
}

function dyingAt(connector: Connector): Connector {
  const { openChanges } = connector;
  return {
    ...connector,
    async login(...asked) {
      await connector.login(...asked);
      comeTo('proven');
    },
    async change(...asked) {
      comeTo('sending');
      await connector.change(...asked);
      comeTo('sent');
    },
    ...(openChanges ? { openChanges: async (...asked) => dyingSession(await openChanges(...asked)) } : {}),
  };
}

function dyingSession(session: ChangeSession): ChangeSession {
  const { readyAmong } = session;
  return {
    get isOpen() {
      return session.isOpen;
    },
    async change(request) {
      comeTo('sending');
      await session.change(request);
      comeTo('sent');
    },
    ...(readyAmong ? { readyAmong: (names: readonly string[]) => readyAmong.call(session, names) } : {}),
    close: () => session.close(),
  };
}

await runWorker(environment, {
  decorate: dyingIn,
  connectorFor: (kind) => dyingAt(connectorFor(kind)),
  batchesAtOnce: 1,
});
