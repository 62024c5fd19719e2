/** The policy was asked when the job was; by now another one may hold, or the maintenance window be over. */

import { recordEffect } from '../store/audit-log.ts';
import { auditEntryOf } from '../store/job-audit.ts';
import type { JobDocument } from '../store/models/job.ts';
import { askPolicy, type GovernedResource } from '../store/policy/ask-policy.ts';
import { ConditionFacts } from '../store/policy/condition-facts.ts';
import type { OperationRef } from './contract.ts';
import type { Dependencies } from './dependencies.ts';

/** Why the operation is not begun, with a record of it; null: nothing stands against it. */
export async function policyObjection(
  { store }: Dependencies,
  job: JobDocument,
  { operation, resourceId }: OperationRef,
  governed: GovernedResource,
): Promise<string | null> {
  const { actor, reason, ticket_id: ticketId } = job;
  const asked = { operation, isBulk: false, actor, reason, ticketId, minutes: null, now: new Date() };
  const { decision, refusals, recorded: policy } = await askPolicy(new ConditionFacts(store), governed, asked);
  if (decision === 'allowed') return null;
  const denied = { operation: `${operation}.begin`, status: 'denied', code: 'policy_refused', policy } as const;
  await store.transaction((session) => recordEffect(store, session, auditEntryOf(job, resourceId, denied)));
  if (decision === 'needs_approval') return 'the policy wants the consent of others by now';
  return `refused by policy: ${refusals.map(({ rule, detail }) => `${rule} ${detail}`).join('; ')}`.slice(0, 500);
}
