/**
 * The way back after a database was restored that is older than what was signed. What is gone cannot be had back, and
 * nothing may be signed that contradicts what others have seen; so each log begins a new generation: another name and
 * key, over the tree as it was found, and its first new record says what was lost.
 */

import type { AuditEntry } from '../../../domain/audit.ts';
import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import { FIRST_ORGANIZATION_ID } from '../../../domain/permissions.ts';
import { recordEffect } from '../../audit-log.ts';
import { newEventId } from '../../event-ids.ts';
import type { LedgerHeadDocument } from '../../models/ledger.ts';
import type { Store } from '../../store.ts';
import { bytesOf } from '../bytes.ts';
import { checkpointText } from '../checkpoint.ts';
import { ledgerCollections } from '../collections.ts';
import type { LedgerKeys } from './ledger-keys.ts';
import { storeCheckpoints } from './publisher.ts';
import type { SignedElsewhere } from './signed-elsewhere.ts';

export interface AcceptedLog {
  readonly log: number;
  readonly from: string;
  readonly to: string;
  readonly eventId: string;
}

/** Takes every log that is refused as the database has it. @returns one line a log; empty where none is refused. */
export async function acceptRestored(
  store: Store,
  keys: LedgerKeys,
  elsewhere: SignedElsewhere,
  reason: string,
): Promise<AcceptedLog[]> {
  const refused = await ledgerCollections(store)
    .heads.find({ refusal: { $ne: null } })
    .sort({ _id: 1 })
    .toArray();
  const accepted: AcceptedLog[] = [];
  // A head under anything but a number is no log; whoever put it there can be made to take it away.
  for (const head of refused.filter(({ _id }) => Number.isSafeInteger(_id))) {
    accepted.push(await accept(store, keys, elsewhere, head, reason));
  }
  return accepted;
}

async function accept(
  store: Store,
  keys: LedgerKeys,
  elsewhere: SignedElsewhere,
  head: LedgerHeadDocument,
  reason: string,
): Promise<AcceptedLog> {
  // One that was accepted before, and then lost with the database, was signed too: its name is not used again.
  let generation = (Number.isSafeInteger(head.generation) && head.generation > 0 ? head.generation : 1) + 1;
  while (elsewhere.of(keys.originOf(head._id, generation))) generation += 1;
  const origin = keys.originOf(head._id, generation);
  const eventId = newEventId();
  const checkpoint = { origin, size: head.size, root: bytesOf(head.root) };
  const signed = {
    head: { ...head, generation, origin },
    checkpoint,
    note: keys.sign(origin, checkpointText(checkpoint)),
  };
  await elsewhere.keep([signed]);
  await store.transaction(async (session) => {
    const { modifiedCount } = await ledgerCollections(store).heads.updateOne(
      { _id: head._id, generation: head.generation, size: head.size, refusal: { $ne: null } },
      { $set: { generation, origin, published_size: 0, published_at: null, refusal: null, updated_at: new Date() } },
      { session },
    );
    if (modifiedCount !== 1) throw new Error(`log ${head._id} has changed meanwhile; run the command again`);
    // Its first checkpoint: who holds no key cannot begin a generation.
    if (!(await storeCheckpoints({ store, keys }, [signed], session))) {
      throw new Error(`log ${head._id} has been signed meanwhile; run the command again`);
    }
    await recordEffect(store, session, entryOf(head, origin, elsewhere, reason), eventId);
  });
  return { log: head._id, from: head.origin, to: origin, eventId };
}

function entryOf(head: LedgerHeadDocument, origin: string, elsewhere: SignedElsewhere, reason: string): AuditEntry {
  const signed = elsewhere.of(head.origin);
  const lost = signed ? `${signed.size} (root ${signed.root.toString('base64')})` : 'an unknown size';
  return {
    organization_id: head._id === PLATFORM_LOG ? FIRST_ORGANIZATION_ID : head._id,
    scope_id: null,
    resource_id: null,
    actor: {
      type: 'system',
      id: null,
      name: 'operator of the worker’s host',
      organization_id: null,
      authentication: 'none',
      address: null,
    },
    target_type: 'ledger',
    target_id: origin,
    operation: 'ledger.accept_restored',
    permission: null,
    status: 'succeeded',
    code: head.refusal?.code ?? null,
    reason,
    change:
      `${head.origin} was signed up to ${lost}; the database held ${head.size} ` +
      `(root ${bytesOf(head.root).toString('base64')}) and goes on as ${origin}`,
    ticket_id: null,
    job_id: null,
    correlation_id: newEventId(),
    trace_id: null,
  };
}
