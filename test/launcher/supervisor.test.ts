/** A service that ends is started again; one that keeps ending is given up, with the end of its log. */

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Child, spawnChild, untilReady } from '../../launcher/child-process.ts';
import { stateOf } from '../../launcher/probe.ts';
import { startMarkOf } from '../../launcher/process-identity.ts';
import { type Service, supervise } from '../../launcher/supervisor.ts';
import type { ServiceState } from '../../launcher/watch.ts';
import { until } from '../support/until.ts';
import { temporaryDirectory } from './temporary-directory.ts';

function serviceOf(test: TestContext, script: string): { service: Service; children: Child[] } {
  const log = join(temporaryDirectory(), 'service.log');
  const children: Child[] = [];
  const service: Service = {
    name: 'service',
    graceMs: 500,
    async start(onSpawn) {
      const child = await spawnChild({
        name: 'service',
        file: process.execPath,
        args: ['-e', script],
        env: {},
        log,
        onSpawn,
      });
      children.push(child);
      test.after(() => child.kill());
      await untilReady(child, 10_000, async () => assert.match(readFileSync(log, 'utf8'), /up/));
      return child;
    },
  };
  return { service, children };
}

const LASTS = "setInterval(() => {}, 1000); console.log('up')";

describe('supervise', () => {
  it('starts a service again that was killed, and says so', async (test) => {
    const { service, children } = serviceOf(test, LASTS);
    const lines: string[] = [];
    const reports = new EventEmitter();
    const supervised = supervise(service, {
      note: () => undefined,
      giveUp: () => assert.fail('gave up'),
      report: (line) => {
        lines.push(line);
        if (line.endsWith('runs again')) reports.emit('runs again');
      },
      firstPauseMs: 1,
    });
    const runsAgain = once(reports, 'runs again');
    await supervised.ready;
    await children[0]?.kill();
    await runsAgain;
    assert.equal(children.length, 2);
    assert.match(lines[0] ?? '', /ended unexpectedly \(signal SIGKILL\)/);
    await supervised.stop();
    assert.equal(startMarkOf(children[1]?.pid ?? 0), undefined);
  });

  it('ends and starts again a service that runs and does not answer, and says so', async (test) => {
    const { service, children } = serviceOf(test, LASTS);
    const lines: string[] = [];
    const reports = new EventEmitter();
    const supervised = supervise(
      { ...service, state: async () => (children.length === 1 ? 'silent' : 'ready') },
      {
        note: () => undefined,
        giveUp: () => assert.fail('gave up'),
        report: (line) => {
          lines.push(line);
          if (line.endsWith('runs again')) reports.emit('runs again');
        },
        firstPauseMs: 1,
        watchEveryMs: 1,
        silentForMs: 0,
      },
    );
    await once(reports, 'runs again');
    assert.deepEqual(lines.slice(0, 3), [
      'service does not answer',
      'service has not answered for 0 s and is ended',
      'service ended unexpectedly (signal SIGKILL)',
    ]);
    assert.equal(children.length, 2);
    await supervised.stop();
  });

  it('says when a service is not ready any more and when it is again, and leaves it alone', async (test) => {
    const { service, children } = serviceOf(test, LASTS);
    const lines: string[] = [];
    const reports = new EventEmitter();
    const states: ServiceState[] = ['ready', 'not ready', 'silent', 'silent', 'not ready', 'silent', 'silent', 'ready'];
    const supervised = supervise(
      { ...service, state: async () => states.shift() ?? 'ready' },
      {
        note: () => undefined,
        giveUp: () => assert.fail('gave up'),
        report: (line) => {
          lines.push(line);
          if (line.endsWith('ready again')) reports.emit('ready again');
        },
        watchEveryMs: 1,
        silentForMs: 0,
      },
    );
    await once(reports, 'ready again');
    const unready = 'service is not ready: see /readyz and its log';
    const silent = 'service does not answer';
    assert.deepEqual(lines, [unready, silent, unready, silent, 'service is ready again']);
    assert.equal(children.length, 1);
    await supervised.stop();
  });

  it('gives up after five failures in a row and shows the end of the log', async (test) => {
    const { service, children } = serviceOf(
      test,
      "console.log('up'); setTimeout(() => { console.error('no such database'); process.exit(4) }, 400)",
    );
    const reason = await new Promise<string>((resolve) => {
      supervise(service, {
        note: () => undefined,
        report: () => undefined,
        giveUp: (_name, why) => resolve(why),
        firstPauseMs: 1,
      });
    });
    assert.equal(children.length, 5);
    assert.match(reason, /failed 5 times in a row/);
    assert.match(reason, /no such database/);
  });

  it('does not repeat a first start that fails, and says why', async (test) => {
    const { service, children } = serviceOf(test, "console.error('no such setting'); process.exit(4)");
    const supervised = supervise(service, {
      note: () => undefined,
      report: () => undefined,
      giveUp: () => assert.fail('gave up'),
    });
    await assert.rejects(supervised.ready, /ended with exit code 4[\s\S]*no such setting/);
    assert.equal(children.length, 1);
  });

  it('forces a service that does not end when asked', async (test) => {
    const deaf = `process.on('SIGTERM', () => {}); ${LASTS}`;
    const { service, children } = serviceOf(test, deaf);
    const supervised = supervise(service, {
      note: () => undefined,
      report: () => undefined,
      giveUp: () => assert.fail('gave up'),
    });
    await supervised.ready;
    await supervised.stop();
    assert.equal(startMarkOf(children[0]?.pid ?? 0), undefined);
    assert.equal(children.length, 1);
  });
});

describe('stateOf', () => {
  const SERVES = `
    const server = require('node:http').createServer((request, response) => {
      if (request.url === '/spin') for (;;);
      response.statusCode = request.url === '/readyz' ? Number(process.env.READYZ) : 200;
      if (response.statusCode !== 100) response.end();
    });
    server.listen(0, '127.0.0.1', () => console.log('up ' + server.address().port));`;

  async function serving(test: TestContext, readyz: string) {
    const log = join(temporaryDirectory(), 'service.log');
    const child = await spawnChild({
      name: 'service',
      file: process.execPath,
      args: ['-e', SERVES],
      env: { READYZ: readyz },
      log,
    });
    test.after(() => child.kill());
    const port = await untilReady(child, 10_000, async () => {
      const [, found] = /up (\d+)/.exec(readFileSync(log, 'utf8')) ?? [];
      assert.ok(found);
      return Number(found);
    });
    return { child, probed: { host: '127.0.0.1', port, tls: false } };
  }

  it('tells ready from not ready, and takes a slow /readyz for no silence', async (test) => {
    assert.equal(await stateOf((await serving(test, '200')).probed), 'ready');
    assert.equal(await stateOf((await serving(test, '503')).probed), 'not ready');
    assert.equal(await stateOf((await serving(test, '100')).probed, 500), 'not ready');
  });

  it('calls silent what spins and what is gone', async (test) => {
    const { child, probed } = await serving(test, '200');
    const spun = assert.rejects(fetch(`http://127.0.0.1:${probed.port}/spin`));
    // Until the request has reached it, it answers.
    await until('the service to fall silent', async () =>
      (await stateOf(probed, 200)) === 'silent' ? true : undefined,
    );
    await child.kill();
    await spun;
    assert.equal(await stateOf(probed, 200), 'silent');
  });
});
