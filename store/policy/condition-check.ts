/** Whether the text of conditions can be saved: Cedar policies that forbid, and ask for nothing that there is not. */

import { type Cedar, CedarFailed, withCedar } from './cedar.ts';
import { CONDITION_SCHEMA } from './condition-schema.ts';
import { faultOfShape } from './condition-shape.ts';

const MOST_CONDITIONS = 50;

/** What is wrong with it, for whoever wrote it; null: nothing. */
export function faultOfConditions(text: string): string | null {
  const fault = faultOfShape(text);
  if (fault !== null) return fault;
  try {
    return withCedar((cedar) => faultByCedar(cedar, text));
  } catch (error) {
    if (error instanceof CedarFailed) return 'is more than Cedar can read';
    throw error;
  }
}

function faultByCedar(cedar: Cedar, text: string): string | null {
  const parsed = cedar.checkParsePolicySet({ staticPolicies: text });
  if (parsed.type === 'failure') return inWords(parsed.errors);
  const parts = cedar.policySetTextToParts(text);
  if (parts.type === 'failure') return inWords(parts.errors);
  if (parts.policies.length === 0) return 'holds no policy';
  if (parts.policies.length > MOST_CONDITIONS) return `holds more than ${MOST_CONDITIONS} policies`;
  if (parts.policy_templates.length > 0) return 'holds a template; conditions have no slots';
  for (const [at, policy] of parts.policies.entries()) {
    const read = cedar.policyToJson(policy);
    if (read.type === 'failure') return inWords(read.errors);
    // What is permitted is for grants to say: a condition can only take away.
    if (read.json.effect !== 'forbid') return `policy ${at + 1} permits; conditions only forbid`;
  }
  const validated = cedar.validate({ schema: CONDITION_SCHEMA, policies: { staticPolicies: text } });
  if (validated.type === 'failure') return inWords(validated.errors);
  const [first] = validated.validationErrors;
  return first ? inWords([first.error]) : null;
}

function inWords(errors: readonly { readonly message: string; readonly help: string | null }[]): string {
  const [first] = errors;
  if (!first) return 'cannot be read';
  return first.help ? `${first.message} (${first.help})` : first.message;
}
