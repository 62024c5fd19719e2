/** Readiness, probes and metrics: they answer in time, whatever the things they ask do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReadiness, type ReadinessTurn } from '../../runtime/health.ts';
import { createLogger } from '../../runtime/logger.ts';
import { createMetrics } from '../../runtime/metrics.ts';
import { startProbeServer } from '../../runtime/probe-server.ts';
import { VERSION } from '../../runtime/version.ts';

const never = () => new Promise<void>(() => {});
const fine = async () => {};

test('all checks well: ready', async () => {
  assert.deepEqual(await createReadiness({ mongodb: fine, temporal: fine }, { timeoutMs: 100 })(), {
    ready: true,
    checks: { mongodb: 'ok', temporal: 'ok' },
  });
});

test('one that fails, throws or hangs makes it unready within the limit, and shows no message of others', async () => {
  const readiness = createReadiness(
    {
      mongodb: async () => {
        throw new Error('connect mongodb://root:planted@10.0.0.9');
      },
      temporal: never,
      vault: () => {
        throw Object.assign(new Error('planted'), { code: 'vault_key_unknown' });
      },
      disk: fine,
    },
    { timeoutMs: 50 },
  );
  assert.deepEqual(await readiness(), {
    ready: false,
    checks: {
      mongodb: 'failed (Error)',
      temporal: 'no answer within 50 ms',
      vault: 'failed (vault_key_unknown)',
      disk: 'ok',
    },
  });
});

test('calls share a round of checks while it runs and while it is fresh, and a later one asks again', async () => {
  let asked = 0;
  const count = async () => {
    asked += 1;
  };
  const cached = createReadiness({ a: count }, { timeoutMs: 100, cacheMs: 60_000 });
  await Promise.all([cached(), cached()]);
  await cached();
  assert.equal(asked, 1);
  const uncached = createReadiness({ a: count }, { timeoutMs: 100, cacheMs: 0 });
  await uncached();
  await uncached();
  assert.equal(asked, 3);
});

test('a turn is told once: when a check begins to fail, whatever it says then, and when it is well again', async () => {
  const answers = [fine, () => Promise.reject(new Error('lost')), never, fine, fine];
  const turns: ReadinessTurn[] = [];
  const onTurn = (turn: ReadinessTurn) => turns.push(turn);
  const readiness = createReadiness(
    { mongodb: () => (answers.shift() ?? fine)() },
    { timeoutMs: 20, cacheMs: 0, onTurn },
  );
  for (let round = 0; round < 5; round += 1) await readiness();
  assert.deepEqual(turns, [
    { check: 'mongodb', isWell: false, result: 'failed (Error)' },
    { check: 'mongodb', isWell: true, result: 'ok' },
  ]);
});

test('the probe server tells health, readiness, metrics and version, and nothing else', async () => {
  const { registry, targetCallDuration } = createMetrics('worker');
  targetCallDuration.observe({ connector: 'postgres', step: 'change', outcome: 'ok' }, 0.2);
  let ready = true;
  const server = await startProbeServer({
    host: '127.0.0.1',
    port: 0,
    registry,
    readiness: async () => ({ ready, checks: { mongodb: ready ? 'ok' : 'failed' } }),
    logger: createLogger({ service: 'worker', level: 'error' }),
  });
  try {
    const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });
    assert.deepEqual(await (await get('/healthz')).json(), { status: 'ok' });
    assert.equal((await get('/readyz')).status, 200);
    ready = false;
    const unready = await get('/readyz?verbose=1');
    assert.deepEqual([unready.status, await unready.json()], [503, { ready: false, checks: { mongodb: 'failed' } }]);
    assert.deepEqual(await (await get('/version')).json(), { version: VERSION });
    const metrics = await (await get('/metrics')).text();
    assert.match(
      metrics,
      /capstan_target_call_duration_seconds_count\{connector="postgres",step="change",outcome="ok"\} 1/,
    );
    assert.match(metrics, /capstan_build_info\{service="worker",version="/);
    assert.match(metrics, /process_cpu_user_seconds_total/);
    assert.equal((await get('/')).status, 404);
    assert.equal((await get('/healthz', 'POST')).status, 405);
  } finally {
    await server.close();
  }
  await assert.rejects(fetch(`http://127.0.0.1:${server.port}/healthz`));
});

test('a port that is taken is told to whoever starts the probe server', async () => {
  const { registry } = createMetrics('worker');
  const options = {
    host: '127.0.0.1',
    registry,
    readiness: createReadiness({}, { timeoutMs: 10 }),
    logger: createLogger({ service: 'worker', level: 'error' }),
  };
  const first = await startProbeServer({ ...options, port: 0 });
  try {
    await assert.rejects(startProbeServer({ ...options, port: first.port }), {
      name: 'StartError',
      message: new RegExp(`CAPSTAN_WORKER_PORT is ${first.port}, and another program listens there`),
    });
  } finally {
    await first.close();
  }
});

test('each process has a registry of its own', async () => {
  const [one, two] = [createMetrics('api'), createMetrics('api')];
  one.httpRequestDuration.observe({ operation: 'listResources', method: 'GET', status: '200' }, 0.01);
  assert.match(await one.registry.metrics(), /http_request_duration_seconds_count\{operation="listResources"/);
  assert.doesNotMatch(await two.registry.metrics(), /listResources/);
});
