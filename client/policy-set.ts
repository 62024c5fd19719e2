/**
 * Policies as files, one a policy, for a repository:
 *
 *   npm run policy-set -- export DIRECTORY          writes what is in force into an empty directory
 *   npm run policy-set -- plan DIRECTORY            says what would change, and the digest of that plan
 *   npm run policy-set -- apply DIRECTORY DIGEST    carries that very plan out, or nothing where it does not hold any more
 *
 * CAPSTAN_URL names the API, CAPSTAN_TOKEN holds an access or user token, CAPSTAN_ORGANIZATION another organization.
 */

import { ApiClient, ClientError } from './api-client.ts';
import { readPolicies, writePolicies } from './policy-files.ts';

const USAGE = 'usage: npm run policy-set -- export DIRECTORY | plan DIRECTORY | apply DIRECTORY DIGEST';

interface Plan {
  readonly digest: string;
  readonly affected_resources: number;
  readonly resources: readonly { readonly public_id: string; readonly name: string }[];
  readonly changes: readonly { readonly action: string; readonly policy: string; readonly detail: string }[];
}

async function run([command, directory, digest, ...rest]: readonly string[]): Promise<void> {
  const isApply = command === 'apply';
  if (!directory || rest.length > 0 || isApply !== (digest !== undefined)) throw new ClientError(USAGE);
  const api = ApiClient.fromEnvironment(process.env);
  if (command === 'export') {
    const { policies } = await api.call<{ policies: readonly { name: string }[] }>('GET', '/v1/policy-set');
    writePolicies(directory, policies);
    console.log(`${policies.length} policies written to ${directory}`);
    return;
  }
  if (command !== 'plan' && !isApply) throw new ClientError(USAGE);
  const policies = readPolicies(directory);
  const mode = isApply ? { dry_run: false, plan_digest: digest } : { dry_run: true };
  const plan = await api.call<Plan>('PUT', '/v1/policy-set', { ...mode, policies });
  for (const { action, policy, detail } of plan.changes) console.log(`${action.padEnd(10)} ${policy}: ${detail}`);
  for (const { public_id, name } of plan.resources) console.log(`concerns   ${public_id} ${name}`);
  const others = plan.affected_resources - plan.resources.length;
  if (others > 0) console.log(`concerns   ${others} more`);
  const changes = `${plan.changes.length} changes, ${plan.affected_resources} resources affected`;
  console.log(isApply ? `applied: ${changes}` : `${changes}\nplan ${plan.digest}`);
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ClientError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
