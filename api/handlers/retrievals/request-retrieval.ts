/** POST /v1/retrievals */

import { CapstanError } from '../../../domain/errors.ts';
import { grantedAt } from '../../../domain/retrieval.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import type { RetrievalDocument } from '../../../store/models/retrieval.ts';
import { loadInformation } from '../../../store/protected-information.ts';
import { askedOfRetrieval } from '../../../store/retrievals/asked-of-retrieval.ts';
import { requireEmergency } from '../../authorization/require-emergency.ts';
import { informationGovernedBy, requireGoverned } from '../../authorization/require-policy.ts';
import { etagOf } from '../../etag.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { type NewJobAt, newJobAt } from '../jobs/new-job.ts';
import { requireActive } from '../protected-information/change-information.ts';
import { dispatchSoon } from '../resources/request-job.ts';
import { firstRevision } from '../revision.ts';
import { presentRetrieval } from './present-retrieval.ts';

type RetrievalRequest = Request<'requestRetrieval'>;
type RetrievalJob = NewJobAt<null>;

/** Of one requester, about one information. */
const MOST_OPEN = 20;

/** Without consent to wait for it is granted when this is answered; the content is shown by `reveal` alone. */
export const requestRetrieval = command(
  'requestRetrieval',
  async (request, tx) => {
    const { access, organizationId, means, body } = request;
    const { store } = means;
    const found = await loadInformation(store, organizationId, body.information_id, tx.session);
    const information = access.requireReferred('protectedInformation', found, 'information_id');
    requireActive(information);
    const { reason = null, ticket_id: ticketId = null, break_glass: isEmergency = false } = body;
    const { scope_id: scopeId } = information;
    if (isEmergency) requireEmergency(request, { scopeId, resourceId: null }, reason);
    const asked = { operation: 'retrieve', reason, ticketId, minutes: null, isEmergency } as const;
    const policy = await requireGoverned(request, tx, await informationGovernedBy(request, information), asked);
    await requireRoom(request, tx, information._id);
    const job: RetrievalJob = await newJobAt(request, tx, {
      operation: 'retrieve',
      scopeId,
      resourceId: null,
      reason,
      ticketId,
      input: { information_id: information._id },
      policy,
      isEmergency,
      describe: (made) => askedOfRetrieval(made, information),
    });
    const retrieval = await insertBoth(request, tx, information._id, job);
    const isGranted = retrieval.status === 'granted';
    return {
      status: isGranted ? 201 : 202,
      body: presentRetrieval(retrieval),
      headers: {
        ETag: etagOf(retrieval.revision),
        Location: isGranted ? `/v1/retrievals/${retrieval._id}` : `/v1/jobs/${job._id}`,
      },
      target: { type: 'retrieval', id: retrieval._id },
      jobId: job._id,
      approvalId: job.approval_id ?? null,
      reason,
      ticketId,
      policy: policy.recorded,
      change: `protected information ${information._id}`,
      auditStatus: isGranted ? 'succeeded' : 'intended',
    };
  },
  dispatchSoon,
);

/** @throws CapstanError `conflict`. */
async function requireRoom(
  { means, auditActor: { type, id } }: RetrievalRequest,
  { session }: Transaction,
  information_id: number,
): Promise<void> {
  // Against floods, and not to be exact.
  const open = await means.store.models.retrievals.countDocuments(
    { information_id, 'requester.type': type, 'requester.id': id, ended_at: null },
    { session, limit: MOST_OPEN },
  );
  if (open === MOST_OPEN) {
    throw new CapstanError('conflict', `You have ${MOST_OPEN} retrievals of it that have not ended already.`);
  }
}

/** The job that looks after it, without items: it is about no resource. */
async function insertBoth(
  request: RetrievalRequest,
  tx: Transaction,
  informationId: number,
  job: RetrievalJob,
): Promise<RetrievalDocument> {
  const { store } = request.means;
  const isHeld = job.status === 'awaiting_approval';
  const retrieval: RetrievalDocument = {
    _id: await store.nextId('retrieval'),
    organization_id: job.organization_id,
    scope_id: job.scope_id,
    information_id: informationId,
    job_id: job._id,
    approval_id: job.approval_id ?? null,
    requester: job.actor,
    reason: job.reason,
    ticket_id: job.ticket_id,
    granted_at: null,
    expires_at: null,
    revealed_at: null,
    revealed_version: null,
    ended_at: null,
    ended_detail: null,
    correlation_id: job.correlation_id,
    trace_id: job.trace_id,
    ...firstRevision(request, tx),
    // Its end is told by the same clock.
    ...(isHeld ? { status: 'pending_approval' } : grantedAt(await databaseTime(store))),
  };
  // Of somebody who moves it at the same moment, and this, one comes first: what is open lies where the information lies.
  await store.models.protectedInformation.updateOne(
    { _id: informationId },
    { $inc: { retrieval_count: 1 } },
    { session: tx.session },
  );
  await store.models.retrievals.create([retrieval], { session: tx.session });
  const underWay: RetrievalJob = isHeld ? job : { ...job, status: 'running', started_at: request.now };
  await store.models.jobs.create([underWay], { session: tx.session });
  return retrieval;
}
