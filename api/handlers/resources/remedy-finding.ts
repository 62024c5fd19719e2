/** POST /v1/compliance/findings/{id}/remedy */

import { CapstanError } from '../../../domain/errors.ts';
import { TERMINAL_JOB_STATUSES } from '../../../domain/job.ts';
import { remedyOf } from '../../../domain/posture/remedies.ts';
import type { FindingDocument } from '../../../store/models/posture.ts';
import { placeOf } from '../../authorization/places.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { findingToChange } from '../compliance/find-finding.ts';
import { requireFound } from '../found.ts';
import { revise } from '../revision.ts';
import { dispatchSoon, requestJobOn } from './request-job.ts';

/** The same job that the caller could ask for by hand: what is asked of that is asked here. */
export const remedyFinding = command(
  'remedyFinding',
  async (request, tx) => {
    const { access, organizationId, means, now } = request;
    const { findings, resources } = means.store.models;
    const finding = await findingToChange(request, tx);
    if (finding.status === 'resolved') throw new CapstanError('conflict', 'The finding is resolved.');
    const remedy = remedyOf(finding);
    if ('byPerson' in remedy) {
      throw new CapstanError('conflict', `No operation makes ${finding.signal} go. ${remedy.byPerson}`);
    }
    await requireNoneUnderWay(request, tx, finding);
    const { operation } = remedy;
    const resource = requireFound(
      await resources.findOne({ _id: finding.resource_id, organization_id: organizationId }).session(tx.session).lean(),
    );
    access.requireAlso(`resource:${operation}`, placeOf('resource', resource));
    const answer = await requestJobOn(request, tx, resource, operation);
    await revise(findings, request, tx, finding, { remedy: { operation, job_id: answer.jobId, asked_at: now } });
    return { ...answer, change: `${operation} of resource ${resource._id} by job ${answer.jobId}` };
  },
  dispatchSoon,
);

/** @throws CapstanError `conflict`. */
async function requireNoneUnderWay(
  { means }: Request<'remedyFinding'>,
  { session }: Transaction,
  { remedy }: FindingDocument,
): Promise<void> {
  if (!remedy) return;
  const underWay = { _id: remedy.job_id, status: { $nin: [...TERMINAL_JOB_STATUSES] } };
  if (!(await means.store.models.jobs.exists(underWay).session(session))) return;
  throw new CapstanError('conflict', `Job ${remedy.job_id} is under way against it: wait for its end, or cancel it.`);
}
