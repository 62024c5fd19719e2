/** A service that ends is started again; one that keeps ending is given up, with the end of its log. */

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Child, spawnChild, untilReady } from '../../launcher/child-process.ts';
import { startMarkOf } from '../../launcher/process-identity.ts';
import { type Service, supervise } from '../../launcher/supervisor.ts';
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
