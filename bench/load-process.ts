/** Sends requests from a process of its own, so that asking costs neither of the servers that are compared. */

import autocannon from 'autocannon';
import type { LoadAnswer, LoadOrder } from './load.ts';

process.on('message', (order: LoadOrder) => void carryOut(order));

async function carryOut({ url, headers, connections, seconds, requests }: LoadOrder): Promise<void> {
  const until = requests === undefined ? { duration: seconds } : { amount: requests };
  const result = await autocannon({ url, headers, connections, ...until });
  const answer: LoadAnswer = {
    perSecond: result['2xx'] / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
  };
  process.send?.(answer);
}
