/** Whether what a retrieval rests on holds by now: whoever has asked and their rights, the consent, the policy, the information. */

import { namedIn } from '../../domain/access.ts';
import type { AuditActor } from '../../domain/audit.ts';
import { isStillPermitted } from '../access/still-permitted.ts';
import type { AccessObjection } from '../access-objection.ts';
import { approvalOfJob, objectionToConsent, objectionToEmergency } from '../approvals/consent.ts';
import { isActorActive } from '../approvals/who-counts.ts';
import type { JobDocument } from '../models/job.ts';
import type { ProtectedInformationDocument } from '../models/protected-information.ts';
import type { RetrievalDocument } from '../models/retrieval.ts';
import { askPolicy } from '../policy/ask-policy.ts';
import { ConditionFacts } from '../policy/condition-facts.ts';
import { loadGovernedInformation } from '../policy/governed-resource.ts';
import { loadInformation } from '../protected-information.ts';
import type { Store } from '../store.ts';
import { askedOfRetrieval } from './asked-of-retrieval.ts';

/**
 * All of it, until the content is shown: that is the one moment which counts.
 * @param actor who wants it now, and from where: conditions of policies may ask.
 * @returns what stands against it; null: nothing.
 */
export async function retrievalObjection(
  store: Store,
  retrieval: RetrievalDocument,
  job: JobDocument,
  now: Date,
  actor: AuditActor = retrieval.requester,
): Promise<AccessObjection | null> {
  const { organization_id, information_id, requester } = retrieval;
  const information = await loadInformation(store, organization_id, information_id);
  if (!information) throw new Error(`protected information ${information_id} is gone`);
  if (!(await isActorActive(store, requester))) return plain('whoever has asked is not active any more');
  const place = { scopeId: information.scope_id, resourceId: null };
  const by = namedIn('retrievals', 'requestRetrieval');
  const question = { permission: 'protected_information:retrieve', by, place, now } as const;
  if (!(await isStillPermitted(store, organization_id, requester, question))) {
    return plain('whoever has asked may not retrieve it any more');
  }
  if (information.status === 'inactive') return plain('the information is inactive');
  return objectionOfPolicy(store, { retrieval, job, information, now, actor });
}

interface Asked {
  readonly retrieval: RetrievalDocument;
  readonly job: JobDocument;
  readonly information: ProtectedInformationDocument;
  readonly now: Date;
  readonly actor: AuditActor;
}

async function objectionOfPolicy(
  store: Store,
  { retrieval, job, information, now, actor }: Asked,
): Promise<AccessObjection | null> {
  const approval = await approvalOfJob(store, job);
  if (approval?.kind === 'review') {
    const objection = objectionToEmergency(approval);
    if (objection !== null) return plain(objection);
  }
  if (approval?.status === 'revoked') {
    return { ...plain('the consent that the policy wants was taken back'), code: 'approval_revoked' };
  }
  const governed = await loadGovernedInformation(store, information);
  const { reason, ticket_id: ticketId } = retrieval;
  const question = { operation: 'retrieve', isBulk: false, actor, reason, ticketId, minutes: null, now } as const;
  const verdict = await askPolicy(new ConditionFacts(store), governed, question);
  const { recorded, refusals } = verdict;
  if (refusals.length > 0) {
    const why = refusals.map(({ rule, detail }) => `${rule} ${detail}`).join('; ');
    return { ...plain(`refused by policy: ${why}`.slice(0, 500)), policy: recorded };
  }
  if (verdict.approval === null) return null;
  const objection = await objectionToConsent(store, job, verdict.approval, askedOfRetrieval(job, information));
  return objection === null ? null : { ...plain(objection), policy: recorded };
}

function plain(detail: string): AccessObjection {
  return { code: 'policy_refused', detail, policy: null };
}
