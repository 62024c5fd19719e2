/** PATCH /v1/policies/{id} */

import { isDeepStrictEqual } from 'node:util';
import { RULE_NAMES } from '../../../domain/policy/rules.ts';
import type { PolicyDocument } from '../../../store/models/policy.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { changeInWords, differences, revise, showing } from '../revision.ts';
import { checkContent, groupsNamedBy } from './check-content.ts';
import { findPolicyToChange, keepVersion } from './policy-change.ts';
import { readRules } from './policy-rules.ts';
import { presentOnePolicy } from './present-policy.ts';
import { requireNoConflict, targetsOf } from './require-no-conflict.ts';

export const updatePolicy = command('updatePolicy', async (request, tx) => {
  const policy = await findPolicyToChange(request, tx);
  const shown = (one: PolicyDocument) => presentOnePolicy(request.means.store, one, tx.session);
  const kept = groupsNamedBy(policy.rules.approvals);
  const changed = differences(policy, await wanted(request, tx, kept));
  if (Object.keys(changed).length === 0) {
    return { ...showing(200, policy, await shown(policy)), change: changeInWords(changed) };
  }
  const isNewVersion = changed.rules !== undefined || changed.conditions !== undefined;
  const { rules = policy.rules, conditions = policy.conditions } = changed;
  if (isNewVersion) {
    await checkContent(request, { rules, conditions }, tx.session, undefined, kept);
    const targets = policy.status === 'active' ? await targetsOf(request, policy._id, tx.session) : [];
    await requireNoConflict(request, policy._id, rules, targets, tx.session);
  }
  const fields = isNewVersion ? { ...changed, version: policy.version + 1 } : changed;
  const revised = await revise(request.means.store.models.policies, request, tx, policy, fields);
  if (isNewVersion) await keepVersion(request, tx, revised);
  return { ...showing(200, revised, await shown(revised)), change: inWords(policy, revised, changed) };
});

async function wanted(
  request: Request<'updatePolicy'>,
  { session }: Transaction,
  kept: readonly number[],
): Promise<Partial<PolicyDocument>> {
  const { rules, ...plain } = request.body;
  return { ...plain, ...(rules ? { rules: await readRules(request, rules, 'rules', session, kept) } : {}) };
}

function inWords(before: PolicyDocument, after: PolicyDocument, changed: Partial<PolicyDocument>): string {
  const rules = RULE_NAMES.filter((name) => !isDeepStrictEqual(before.rules[name], after.rules[name]));
  const version = before.version === after.version ? '' : `; version ${after.version}`;
  return `${changeInWords(changed)}${rules.length > 0 ? ` (${rules.join(', ')})` : ''}${version}`;
}
