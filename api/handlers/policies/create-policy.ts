/** POST /v1/policies */

import { rulesSetBy } from '../../../domain/policy/rules.ts';
import type { PolicyDocument } from '../../../store/models/policy.ts';
import { changePolicies } from '../../../store/policy/policy-book.ts';
import { command } from '../../operation.ts';
import { firstRevision, showingNew } from '../revision.ts';
import { checkContent } from './check-content.ts';
import { keepVersion, requireRoom } from './policy-change.ts';
import { readRules } from './policy-rules.ts';
import { presentOnePolicy } from './present-policy.ts';

export const createPolicy = command('createPolicy', async (request, tx) => {
  const { organizationId, body, means } = request;
  const content = {
    rules: await readRules(request, body.rules, 'rules', tx.session),
    conditions: body.conditions ?? null,
  };
  await checkContent(request, content, tx.session);
  await changePolicies(means.store, tx.session, organizationId);
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
    ...showingNew('policy', '/v1/policies', policy, await presentOnePolicy(means.store, policy, tx.session)),
    change: `version 1 sets ${rulesInWords(policy)}`,
  };
});

/** Names of rules; what they say is in the version that is kept. */
function rulesInWords({ rules, conditions }: PolicyDocument): string {
  const parts = [...rulesSetBy(rules), ...(conditions === null ? [] : ['conditions'])];
  return parts.length === 0 ? 'no rules' : parts.join(', ');
}
