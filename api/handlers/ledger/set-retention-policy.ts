/** PUT /v1/ledger/retention */

import { DEFAULT_RETENTION, PRUNE_EVERY_MS } from '../../../domain/retention.ts';
import type { RetentionPolicyDocument } from '../../../store/models/retention.ts';
import { requireMatch } from '../../etag.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { differences, firstRevision, revise } from '../revision.ts';
import { findRetentionPolicy, showingRetention, UNWRITTEN_REVISION } from './find-retention-policy.ts';

type RetentionRequest = Request<'setRetentionPolicy'>;

export const setRetentionPolicy = command('setRetentionPolicy', async (request, tx) => {
  const { organizationId, ifMatch, body, now } = request;
  const { record_days, event_days = DEFAULT_RETENTION.event_days, reason } = body;
  const wanted = { record_days, event_days, reason };
  const found = await findRetentionPolicy(request, tx.session);
  requireMatch(ifMatch, found?.revision ?? UNWRITTEN_REVISION);
  if (found && Object.keys(differences(found, wanted)).length === 0) {
    return { ...showingRetention(organizationId, found), reason, change: 'nothing to change' };
  }
  const fields = { ...wanted, next_prune_at: new Date(now.getTime() + PRUNE_EVERY_MS) };
  const written = found
    ? await revise(request.means.store.models.retentionPolicies, request, tx, found, fields)
    : await write(request, tx, fields);
  return { ...showingRetention(organizationId, written), reason, change: inWords(written) };
});

type Written = Pick<RetentionPolicyDocument, 'record_days' | 'event_days' | 'reason' | 'next_prune_at'>;

async function write(request: RetentionRequest, tx: Transaction, fields: Written): Promise<RetentionPolicyDocument> {
  const policy = { _id: request.organizationId, ...fields, ...firstRevision(request, tx) };
  await request.means.store.models.retentionPolicies.create([policy], { session: tx.session });
  return policy;
}

function inWords({ record_days, event_days }: Written): string {
  const records = record_days === null ? 'records for ever' : `records for ${record_days} days`;
  return `keep ${records}, events for ${event_days} days`;
}
