/** Whether the text of conditions can be saved: Cedar policies that forbid, and ask for nothing that there is not. */

import { checkParsePolicySet, policySetTextToParts, policyToJson, validate } from '@cedar-policy/cedar-wasm/nodejs';
import { CONDITION_SCHEMA } from './condition-schema.ts';

const MOST_CONDITIONS = 50;

/** What is wrong with it, for whoever wrote it; null: nothing. */
export function faultOfConditions(text: string): string | null {
  const parsed = checkParsePolicySet({ staticPolicies: text });
  if (parsed.type === 'failure') return inWords(parsed.errors);
  const parts = policySetTextToParts(text);
  if (parts.type === 'failure') return inWords(parts.errors);
  if (parts.policies.length === 0) return 'holds no policy';
  if (parts.policies.length > MOST_CONDITIONS) return `holds more than ${MOST_CONDITIONS} policies`;
  if (parts.policy_templates.length > 0) return 'holds a template; conditions have no slots';
  for (const [at, policy] of parts.policies.entries()) {
    const read = policyToJson(policy);
    if (read.type === 'failure') return inWords(read.errors);
    // What is permitted is for grants to say: a condition can only take away.
    if (read.json.effect !== 'forbid') return `policy ${at + 1} permits; conditions only forbid`;
  }
  const validated = validate({ schema: CONDITION_SCHEMA, policies: { staticPolicies: text } });
  if (validated.type === 'failure') return inWords(validated.errors);
  const [first] = validated.validationErrors;
  return first ? inWords([first.error]) : null;
}

function inWords(errors: readonly { readonly message: string; readonly help: string | null }[]): string {
  const [first] = errors;
  if (!first) return 'cannot be read';
  return first.help ? `${first.message} (${first.help})` : first.message;
}
