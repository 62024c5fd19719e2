/** POST /v1/check-outs */

import { DEFAULT_CUSTODY_MINUTES } from '../../../domain/custody.ts';
import { CapstanError } from '../../../domain/errors.ts';
import { type EffectivePolicy, ruleValue } from '../../../domain/policy/effective.ts';
import { beginCustody, REFUSED_IN_WORDS } from '../../../store/custody/begin-custody.ts';
import { refusalToHold } from '../../../store/custody/hold.ts';
import { databaseTime } from '../../../store/database-clock.ts';
import { insertJobOnResource } from '../../../store/insert-job.ts';
import type { CredentialDocument } from '../../../store/models/credential.ts';
import type { CustodyDocument } from '../../../store/models/custody.ts';
import type { ResourceDocument } from '../../../store/models/inventory.ts';
import { requireEmergency } from '../../authorization/require-emergency.ts';
import { requirePolicy } from '../../authorization/require-policy.ts';
import { etagOf } from '../../etag.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { requireFound } from '../found.ts';
import { type NewJob, newJob } from '../jobs/new-job.ts';
import { checkReadiness } from '../resources/check-readiness.ts';
import { dispatchSoon } from '../resources/request-job.ts';
import { firstRevision } from '../revision.ts';
import { presentCheckOut } from './present-check-out.ts';

type CheckOutRequest = Request<'checkOutCredential'>;

/** Without consent to wait for it is held when this is answered; its workflow then sees to its end. */
export const checkOutCredential = command(
  'checkOutCredential',
  async (request, tx) => {
    const { access, organizationId, means, body, now } = request;
    const { store } = means;
    const { credentials, resources, custodies } = store.models;
    const found = await credentials
      .findOne({ _id: body.credential_id, organization_id: organizationId })
      .session(tx.session)
      .lean<CredentialDocument>();
    const credential = access.requireReferred('credential', found, 'credential_id');
    const resource = requireFound(
      await resources.findById(credential.resource_id).session(tx.session).lean<ResourceDocument>(),
    );
    const { reason = null, ticket_id: ticketId = null, exclusive = true, break_glass: isEmergency = false } = body;
    // Looked at first, so that whoever asks for what is taken hears that and not of a policy; taken below.
    await requireFree(request, tx, credential, exclusive);
    if (isEmergency) requireEmergency(request, { scopeId: resource.scope_id, resourceId: resource._id }, reason);
    const asked = { operation: 'checkout', reason, ticketId, minutes: body.minutes ?? null, isEmergency } as const;
    const policy = await requirePolicy(request, tx, resource, asked);
    // What cannot be rotated afterwards would stay known to its holder.
    const isTurned = ruleValue(policy.policy, 'rotate_after_checkout') ?? true;
    const { device } = await checkReadiness(store, tx.session, resource, isTurned ? 'rotate' : 'verify');
    const minutes = body.minutes ?? minutesBy(policy.policy);
    const input = { credential_id: credential._id, exclusive, minutes };
    const { operation } = asked;
    const asking = { operation, resource, device, reason, ticketId, input, policy, isEmergency };
    const job = await newJob(request, tx, asking);
    const custody = await custodyOf(request, tx, { credential, job, exclusive, minutes });
    const begun = custody.status === 'pending' ? await begin(request, tx, custody) : custody;
    await custodies.create([begun], { session: tx.session });
    await insertJobOnResource(store, tx.session, begun.status === 'held' ? underWay(job, now) : job);
    const isHeld = begun.status === 'held';
    return {
      status: isHeld ? 201 : 202,
      body: presentCheckOut(begun),
      headers: {
        ETag: etagOf(begun.revision),
        Location: isHeld ? `/v1/check-outs/${begun._id}` : `/v1/jobs/${job._id}`,
      },
      target: { type: 'check_out', id: begun._id },
      jobId: job._id,
      approvalId: job.approval_id ?? null,
      reason,
      ticketId,
      policy: policy.recorded,
      change: `credential ${credential._id}, ${exclusive ? 'exclusive' : 'shared'}, for ${minutes} minutes`,
      auditStatus: isHeld ? 'succeeded' : 'intended',
    };
  },
  dispatchSoon,
);

/** @throws CapstanError `resource_inactive`, `conflict`. */
async function requireFree(
  { means, actor: holder }: CheckOutRequest,
  { session }: Transaction,
  credential: CredentialDocument,
  exclusive: boolean,
): Promise<void> {
  const refusal = await refusalToHold(means.store, session, credential, { exclusive, holder });
  if (refusal === null) return;
  const code = refusal === 'inactive' ? 'resource_inactive' : 'conflict';
  throw new CapstanError(code, `The credential ${REFUSED_IN_WORDS[refusal]}.`);
}

/** As long as the policy allows, and not longer than is usual. */
function minutesBy(policy: EffectivePolicy): number {
  return Math.min(DEFAULT_CUSTODY_MINUTES, ruleValue(policy, 'checkout_max_minutes') ?? DEFAULT_CUSTODY_MINUTES);
}

interface NewCustody {
  readonly credential: CredentialDocument;
  readonly job: NewJob;
  readonly exclusive: boolean;
  readonly minutes: number;
}

async function custodyOf(
  request: CheckOutRequest,
  tx: Transaction,
  { credential, job, exclusive, minutes }: NewCustody,
): Promise<CustodyDocument> {
  return {
    _id: await request.means.store.nextId('custody'),
    organization_id: job.organization_id,
    scope_id: job.scope_id,
    resource_id: job.resource_id,
    credential_id: credential._id,
    job_id: job._id,
    approval_id: job.approval_id ?? null,
    holder: job.actor,
    reason: job.reason,
    ticket_id: job.ticket_id,
    exclusive,
    minutes,
    status: job.status === 'awaiting_approval' ? 'pending_approval' : 'pending',
    held_at: null,
    expires_at: null,
    ended_at: null,
    ended_by: null,
    ended_reason: null,
    ended_detail: null,
    revealed_at: null,
    revealed_version: null,
    turning: null,
    correlation_id: job.correlation_id,
    trace_id: job.trace_id,
    ...firstRevision(request, tx),
  };
}

/** @throws CapstanError `resource_inactive`, `conflict`. */
async function begin(
  { means }: CheckOutRequest,
  { session }: Transaction,
  custody: CustodyDocument,
): Promise<CustodyDocument> {
  // Its end is told by the same clock.
  const begun = await beginCustody(means.store, session, custody, await databaseTime(means.store));
  if ('held' in begun) return { ...custody, ...begun.held };
  const code = begun.refusal === 'inactive' ? 'resource_inactive' : 'conflict';
  throw new CapstanError(code, `The credential ${REFUSED_IN_WORDS[begun.refusal]}.`);
}

function underWay(job: NewJob, now: Date): NewJob {
  return { ...job, status: 'running', started_at: now };
}
