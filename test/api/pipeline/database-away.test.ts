/** Without its database the API refuses in words, keeps its pages up, and does not fall over. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApi } from '../../support/api-harness.ts';

test('while MongoDB is away requests are 503 not_ready with Retry-After, and liveness stays', {
  timeout: 90_000,
}, async () => {
  const api = await startApi();
  try {
    assert.equal((await api.call('GET', '/v1/me', { as: api.admin })).status, 200);
    await api.stopDatabase();
    const [read, write, ready] = await Promise.all([
      api.call('GET', '/v1/me', { as: api.admin }),
      api.call('POST', '/v1/scopes', { as: api.admin, body: { name: 'x', parent_id: 1 } }),
      api.call('GET', '/readyz'),
    ]);
    for (const answer of [read, write]) {
      assert.equal(answer.status, 503);
      assert.equal(answer.body.code, 'not_ready');
      assert.ok(Number(answer.headers.get('retry-after')) > 0);
    }
    assert.equal(ready.status, 503);
    assert.notEqual(ready.body.checks.mongodb, 'ok');
    assert.equal((await api.call('GET', '/healthz')).status, 200);
  } finally {
    await api.close();
  }
});
