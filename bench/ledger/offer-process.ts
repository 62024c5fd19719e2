/** Writes records of the mix at an even pace, as callers come who know nothing of each other. */

import { setTimeout as delay } from 'node:timers/promises';
import { AuditWriter } from '../../store/audit-log.ts';
import { openStore } from '../../store/store.ts';
import type { Committed, Offer, Offered } from './offer.ts';
import { writeMixed } from './record-mix.ts';

const CALLERS = 64;
const STEP_MS = 5;

process.once('message', (order: Offer) => void carryOut(order));

async function carryOut({ mongodbUri, perSecond, seconds, organizations }: Offer): Promise<void> {
  const store = await openStore(mongodbUri);
  const writer = new AuditWriter(store);
  const committed: Committed[] = [];
  let n = 0;
  const write = async () => {
    const id = await writeMixed(store, writer, n++, organizations);
    committed.push([id, performance.timeOrigin + performance.now()]);
  };
  const began = performance.now();
  const end = began + seconds * 1_000;
  if (perSecond === null) {
    const call = async () => {
      while (performance.now() < end) await write();
    };
    await Promise.all(Array.from({ length: CALLERS }, call));
  } else {
    const writes: Promise<void>[] = [];
    while (performance.now() < end) {
      const due = Math.floor(((performance.now() - began) / 1_000) * perSecond);
      while (writes.length < due) writes.push(write());
      await delay(STEP_MS);
    }
    await Promise.all(writes);
  }
  const answer: Offered = { perSecond: committed.length / ((performance.now() - began) / 1_000), committed };
  await store.close();
  process.send?.(answer, () => process.disconnect());
}
