/** GET /v1/logs/audit/{event_id}/proof */

import { CapstanError } from '../../../domain/errors.ts';
import { latestCheckpoint } from '../../../store/ledger/checkpoints.ts';
import { indexOf } from '../../../store/ledger/entries.ts';
import { type Answer, query, type Request } from '../../operation.ts';
import { proveInclusion, tlogProof } from '../ledger/prove-inclusion.ts';
import { requireOfSize } from '../ledger/require-checkpoint.ts';
import { findAuditRecord } from './find-audit-record.ts';

export const getAuditProof = query('getAuditProof', async (request) => {
  const { organizationId: log, path, query: asked, means, prefers } = request;
  const { store } = means;
  const index = await indexOf(store, log, path.event_id);
  await requireReachable(request, index);
  const target = { type: 'audit', id: path.event_id };
  const checkpoint =
    asked.tree_size === undefined
      ? await latestCheckpoint(store, log)
      : await requireOfSize(store, log, asked.tree_size, '/query/tree_size');
  if (index === null || !checkpoint || index >= checkpoint.size) {
    if (index !== null && asked.tree_size !== undefined) throw olderTree(asked.tree_size, index);
    return { ...pending(path.event_id), target };
  }
  const proof = await proveInclusion(store, checkpoint, index, log);
  return prefers('text/plain')
    ? { status: 200, content: { type: 'text/plain; charset=utf-8', bytes: tlogProof(proof) }, target }
    : { status: 200, body: proof, target };
});

/**
 * Whoever may read the record may have its proof. Of a record that was pruned nobody can say any more where it lay, so
 * its proof is for those who may read all.
 */
async function requireReachable(request: Request<'getAuditProof'>, index: number | null): Promise<void> {
  const { access, means, path } = request;
  const isThere = await means.store.auditCollection().findOne({ _id: path.event_id }, { projection: { _id: 1 } });
  if (isThere || index === null) await findAuditRecord(request);
  else access.requireFound('auditRecord', NO_PLACE);
}

const NO_PLACE = { scope_id: null, resource_id: null } as const;

function pending(eventId: string): Answer {
  return { status: 202, body: { event_id: eventId, status: 'pending' }, headers: { 'Retry-After': '1' } };
}

function olderTree(size: number, index: number): CapstanError {
  return new CapstanError(
    'unprocessable',
    `The tree of ${size} records is older than this record, which is at ${index}.`,
    {
      errors: [{ pointer: '/query/tree_size', detail: `must be larger than ${index}` }],
    },
  );
}
