/** POST /v1/policies */

import { CapstanError } from '../../../domain/errors.ts';
import { rulesSetBy } from '../../../domain/policy/rules.ts';
import type { PolicyDocument } from '../../../store/models/policy.ts';
import { MOST_POLICIES } from '../../../store/policy/policy-book.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { checkContent } from './check-content.ts';
import { keepVersion } from './policy-change.ts';
import { readRules } from './policy-rules.ts';
import { presentPolicy } from './present-policy.ts';

export const createPolicy = command('createPolicy', async (request, tx) => {
  const { organizationId, body, means } = request;
  const content = { rules: readRules(body.rules), conditions: body.conditions ?? null };
  await checkContent(request, content, tx.session);
  await requireRoom(request, tx);
  const policy: PolicyDocument = {
    _id: await means.store.nextId('policy'),
    organization_id: organizationId,
    name: body.name,
    description: body.description ?? null,
    status: 'active',
    version: 1,
    ...content,
    ...firstRevision(request, tx),
  };
  await means.store.models.policies.create([policy], { session: tx.session });
  await keepVersion(request, tx, policy);
  return {
    ...showingNew('policy', '/v1/policies', policy, presentPolicy(policy)),
    change: `version 1 sets ${rulesInWords(policy)}`,
  };
});

/** Two requests at the same moment may both see room; the bound is there against floods, not to be exact. */
async function requireRoom(
  { organizationId, means }: Request<'createPolicy'>,
  { session }: Transaction,
): Promise<void> {
  const count = await means.store.models.policies.countDocuments(
    { organization_id: organizationId, status: 'active' },
    { session, limit: MOST_POLICIES },
  );
  if (count === MOST_POLICIES) {
    throw new CapstanError('conflict', `The organization has ${MOST_POLICIES} active policies, as many as it may.`);
  }
}

/** Names of rules; what they say is in the version that is kept. */
function rulesInWords({ rules, conditions }: PolicyDocument): string {
  const parts = [...rulesSetBy(rules), ...(conditions === null ? [] : ['conditions'])];
  return parts.length === 0 ? 'no rules' : parts.join(', ');
}
