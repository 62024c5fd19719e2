/** The signed checkpoint under which the records of a report are, as far as that can be had while somebody waits. */

import { databaseTime } from '../../store/database-clock.ts';
import { bytesOf } from '../../store/ledger/bytes.ts';
import { cosignedNote, headOf, latestCheckpoint } from '../../store/ledger/checkpoints.ts';
import { ledgerCollections } from '../../store/ledger/collections.ts';
import type { components } from '../generated/openapi.ts';
import { wireTime } from '../handlers/wire-time.ts';
import type { ReportQuestion } from './report-question.ts';

const MOST_WAIT_MS = 10_000;
const LOOK_AGAIN_MS = 100;
/** A log that stands still may have any number: where there are more, the report does not say that all are covered. */
const MOST_WAITED_FOR = 10_000;

export type ReportLedger = components['schemas']['ReportLedger'];

/** null: nothing of the log was ever signed. */
export async function coveringCheckpoint(question: ReportQuestion): Promise<ReportLedger | null> {
  const { store, session, organizationId: log } = question;
  const { pending, leases } = ledgerCollections(store);
  const rows = await pending
    .find({ log }, { session, projection: { _id: 1 } })
    .limit(MOST_WAITED_FOR)
    .toArray();
  const ids = rows.map(({ _id }) => _id);
  const isSequenced = async () => ids.length === 0 || (await pending.findOne({ _id: { $in: ids }, log })) === null;
  const head = await headOf(store, log);
  const keeper = await leases.findOne({ _id: 'keeper', expires_at: { $gt: await databaseTime(store) } });
  // Where nobody signs there is nothing to wait for.
  const deadline = Date.now() + (keeper === null || head?.refusal ? 0 : MOST_WAIT_MS);
  const sequenced = await before(deadline, isSequenced);
  const size = (await headOf(store, log))?.size ?? 0;
  const isSigned = async () => ((await latestCheckpoint(store, log))?.size ?? 0) >= size;
  const signed = sequenced && rows.length < MOST_WAITED_FOR && (await before(deadline, isSigned));
  const checkpoint = await latestCheckpoint(store, log);
  if (checkpoint === null) return null;
  return {
    origin: checkpoint.origin,
    tree_size: checkpoint.size,
    root_hash: bytesOf(checkpoint.root).toString('base64'),
    signed_at: wireTime(checkpoint.created_at),
    checkpoint: cosignedNote(checkpoint, log),
    covers_all: signed,
  };
}

async function before(deadline: number, isSo: () => Promise<boolean>): Promise<boolean> {
  while (!(await isSo())) {
    if (Date.now() >= deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return true;
}
