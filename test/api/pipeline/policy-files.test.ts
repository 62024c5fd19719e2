/** `npm run policy-set`: policies as a directory of files, out of one organization and into another. */

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { type ApiHarness, type Caller, startApi } from '../../support/api-harness.ts';
import { startRole } from '../../support/role-process.ts';
import { World } from '../contract/world.ts';

let api: ApiHarness;
let directory: string;

before(async () => {
  api = await startApi();
  directory = await mkdtemp(join(tmpdir(), 'capstan-policies-'));
});
after(async () => {
  await api.close();
  await rm(directory, { recursive: true, force: true });
});

/** What somebody types who has a token, and sees. */
async function command(as: Caller, ...args: readonly string[]) {
  const { body } = await api.call('POST', '/v1/me/tokens', { as });
  const role = startRole('client/policy-set.ts', { CAPSTAN_URL: api.baseUrl, CAPSTAN_TOKEN: body.token }, args);
  await role.gone();
  return { code: role.child.exitCode, output: role.output() };
}

it('policies go out of one organization and into another, by a plan', async () => {
  const world = await World.enter(api, api.admin);
  const conditions = '@reason("by hand")\nforbid(principal, action, resource) when { resource.username == "root" };\n';
  const policy = await world.policy({ name: 'Production: Linux', rules: { reason_required: true }, conditions });
  await world.policyBinding({ policy_id: policy });
  await world.policy({ name: 'production linux', rules: { rotation_interval_days: 30 } });
  const from = join(directory, 'set');
  const exported = await command(api.admin, 'export', from);
  assert.deepEqual(
    [exported.code, (await readdir(from)).sort()],
    [0, ['production-linux-2.yaml', 'production-linux.yaml']],
  );
  assert.match(await readFile(join(from, 'production-linux.yaml'), 'utf8'), /^name: "?Production: Linux"?$/m);
  assert.equal((await command(api.admin, 'export', from)).code, 2, 'nothing is written over');

  const { admin } = await api.createOrganization('another');
  const planned = await command(admin, 'plan', from);
  assert.match(planned.output, /^create +Production: Linux: sets reason_required$/m);
  const [, digest = ''] = /^plan (\S+)$/m.exec(planned.output) ?? [];
  const applied = await command(admin, 'apply', from, digest);
  assert.deepEqual([applied.code, /^applied: 3 changes/m.test(applied.output)], [0, true], applied.output);
  assert.match((await command(admin, 'plan', from)).output, /^0 changes/m);
  const again = await command(admin, 'apply', from, digest);
  assert.equal(again.code, 1);
  assert.match(again.output, /409.*\nThe plan does not hold any more/);
});

it('what is wrong is said with the file or the field', async () => {
  const wrong = await mkdtemp(join(directory, 'wrong-'));
  await writeFile(join(wrong, 'a.yaml'), 'name: a\nrules: {reason_required: maybe}\nbindings: []\n');
  const refused = await command(api.admin, 'plan', wrong);
  assert.deepEqual([refused.code, refused.output.includes('/body/policies/0/rules/reason_required')], [1, true]);
  await writeFile(join(wrong, 'a.yaml'), 'name: [');
  assert.match((await command(api.admin, 'plan', wrong)).output, /a\.yaml: /);
  assert.equal((await command(api.admin, 'apply', wrong)).code, 2);
});
