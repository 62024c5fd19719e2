/** Looks for what should be in a log and is not: records, checkpoints, and records of the changes of documents. */

import { PLATFORM_LOG } from '../../../domain/ledger.ts';
import {
  checkDocuments,
  checkOutsideCheckpoints,
  checkOutsideRecords,
} from '../../../store/ledger/check/check-outside.ts';
import { checkPending } from '../../../store/ledger/check/check-pending.ts';
import { type DocumentsPhase, ended, type OutsidePhase, type Phase, type Step, type VerifyMeans } from './step.ts';

/** `isDeep`: documents come after it. */
export async function verifyOutside({ store }: VerifyMeans, phase: OutsidePhase, isDeep: boolean): Promise<Step> {
  const { own, tree, after } = phase;
  const isPlatform = tree.log === PLATFORM_LOG;
  const stuck = isPlatform || after !== '' ? undefined : await checkPending(store, tree.log);
  if (stuck) return ended(stuck, 0);
  const looked = isPlatform
    ? await checkOutsideCheckpoints(store, after)
    : await checkOutsideRecords(store, tree.log, after);
  const following: Phase | null = isDeep && !isPlatform ? { phase: 'documents', own, tree, at: null } : null;
  const next = looked.next === null ? following : { ...phase, after: looked.next };
  return { failure: looked.failure, next, count: looked.count };
}

export async function verifyDocuments({ store }: VerifyMeans, phase: DocumentsPhase): Promise<Step> {
  const looked = await checkDocuments(store, phase.tree.log, phase.at);
  const next = looked.next && { ...phase, at: looked.next };
  return { failure: looked.failure, next, count: looked.count };
}
