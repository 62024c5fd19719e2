/** POST /v1/compliance/findings/remedy */

import { CapstanError } from '../../../domain/errors.ts';
import { NO_SELECTION } from '../../../domain/plan.ts';
import { operationAgainst } from '../../../domain/posture/remedies.ts';
import type { FindingDocument } from '../../../store/models/posture.ts';
import type { components } from '../../generated/openapi.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { equal } from '../filters.ts';
import { acceptPreflight } from './accept-preflight.ts';

/** As many as a plan can be made of by name. */
const MOST = 10_000;

export const remedyFindings = command(
  'remedyFindings',
  async (request, tx) => {
    const { body, access } = request;
    const place = { scopeId: body.scope_id, resourceId: null };
    const operation = operationAgainst(body.signal);
    access.requirePlace(place);
    access.requireAlso(`resource:${operation}`, place);
    access.requireAlso('finding:read', place);
    const { ids, findings, leftOver } = await resourcesFound(request, tx);
    const selector = { ...NO_SELECTION, resource_ids: ids };
    const answer = await acceptPreflight(request, tx, {
      operation,
      selected: { selector, scopeId: body.scope_id, named: ids.length },
      ...(body.options === undefined ? {} : { options: body.options }),
    });
    const accepted: components['schemas']['FindingsRemedyAccepted'] = {
      ...answer.body,
      findings,
      left_over: leftOver,
    };
    return { ...answer, body: accepted, change: `${answer.change}, for ${findings} findings of ${body.signal}` };
  },
  ({ means }) => means.dispatchSoon(),
);

/** Those that have been so longest. @throws CapstanError `conflict` where there is none. */
async function resourcesFound(
  { body, access, organizationId, means }: Request<'remedyFindings'>,
  { session }: Transaction,
): Promise<{ readonly ids: readonly number[]; readonly findings: number; readonly leftOver: number }> {
  const { signal, scope_id: scopeId, severity } = body;
  const wanted = {
    organization_id: organizationId,
    scope_id: { $in: [...access.profile.tree.subtree(scopeId)] },
    signal,
    status: 'open',
    resource_id: { $ne: null },
    ...equal('severity', severity),
    // Those of which nobody knows are verified, which is another plan.
    ...(signal === 'out_of_sync' ? { 'evidence.status': 'out_of_sync' } : {}),
  } as const;
  const { findings } = means.store.models;
  const found = await findings
    .find(wanted, { resource_id: 1 }, { session })
    .sort({ since: 1, _id: 1 })
    .limit(MOST)
    .lean<Pick<FindingDocument, 'resource_id'>[]>();
  if (found.length === 0) {
    throw new CapstanError('conflict', `No finding of ${signal} is open at and below scope ${scopeId}.`);
  }
  const all = found.length < MOST ? found.length : await findings.countDocuments(wanted, { session });
  const ids = [...new Set(found.flatMap(({ resource_id }) => resource_id ?? []))];
  return { ids, findings: found.length, leftOver: all - found.length };
}
