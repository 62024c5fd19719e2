/** What reports and lists show to somebody, of each kind: the same, however it came to be. */

import assert from 'node:assert/strict';
import type { ApiHarness, Caller } from '../../support/api-harness.ts';

// biome-ignore lint/suspicious/noExplicitAny: bodies of many shapes, all checked against the contract.
export type Body = any;

/** The list of a field, and where it has its rows and their ids. */
export const LISTS = {
  resources: { path: '/v1/resources', id: 'id', of: (body: Body) => body },
  jobs: { path: '/v1/jobs', id: 'id', of: (body: Body) => body.jobs.map(({ job_id }: Body) => ({ id: job_id })) },
  approvals: { path: '/v1/approvals', id: 'id', of: (body: Body) => body.approvals },
  sessions: { path: '/v1/connect/sessions', id: 'public_id', of: (body: Body) => body.sessions },
  findings: { path: '/v1/compliance/findings', id: 'id', of: (body: Body) => body.findings },
  grants: { path: '/v1/grants', id: 'id', of: (body: Body) => body.grants },
};

const QUESTION = `{
  ${Object.entries(LISTS)
    .map(([field, { id }]) => `${field}(first: 200) { nodes { ${id} scope_id } next_cursor }`)
    .join('\n')}
  leads: findings(first: 200) { nodes { resource_id resource { id } } }
  ${Object.keys(LISTS)
    .map((field) => `${field.slice(0, -1)}_counts(by: [scope_id]) { scope_id count }`)
    .join('\n')}
}`;

/** Of all kinds: the same rows in the same order, or both refuse; and no count tells of more than those. */
export async function assertShowsAsListed(api: ApiHarness, as: Caller, why: string): Promise<void> {
  const { status, body } = await api.call('POST', '/v1/graphql', { as, body: { query: QUESTION } });
  assert.equal(status, 200, `${why}: ${JSON.stringify(body)}`);
  const listed = new Map<string, readonly unknown[]>();
  for (const [field, { path, id, of }] of Object.entries(LISTS)) {
    const list = await api.call('GET', `${path}?limit=200`, { as });
    const shown = body.data[field];
    const where = `${field}: ${why}`;
    if (list.status !== 200) {
      assert.deepEqual([list.status, shown, body.data[`${field.slice(0, -1)}_counts`]], [403, null, null], where);
      continue;
    }
    const ids = of(list.body).map((row: Body) => row[id]);
    listed.set(field, ids);
    const nodes: Body[] = shown.nodes;
    assert.deepEqual(
      nodes.map((row) => row[id]),
      ids,
      where,
    );
    assert.equal(shown.next_cursor, null, where);
    assert.deepEqual(countsOf(body.data[`${field.slice(0, -1)}_counts`]), countsByScope(nodes), where);
  }
  for (const { resource_id, resource } of body.data.leads?.nodes ?? []) {
    const isListed = listed.get('resources')?.includes(resource_id) ?? false;
    assert.equal(resource !== null, isListed, `the resource of a finding: ${why}`);
  }
}

type Counts = ReadonlyMap<number | null, number>;

function countsOf(rows: readonly { readonly scope_id: number | null; readonly count: number }[]): Counts {
  return new Map(rows.map(({ scope_id, count }) => [scope_id, count]));
}

function countsByScope(nodes: readonly { readonly scope_id: number | null }[]): Counts {
  const counts = new Map<number | null, number>();
  for (const { scope_id } of nodes) counts.set(scope_id, (counts.get(scope_id) ?? 0) + 1);
  return counts;
}
