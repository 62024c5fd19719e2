/** The end of a process, seen from outside: ordered, bounded, once, and also when its parent goes away. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A process with two steps, which runs `body` after it has said "up". */
function program(body: string): string {
  return `
    import { createLogger } from './runtime/logger.ts';
    import { createShutdown } from './runtime/shutdown.ts';
    const logger = createLogger({ service: 'worker', level: 'debug' });
    const { onShutdown, shutdown } = createShutdown(logger);
    const alive = setInterval(() => {}, 1000);
    onShutdown('database', () => { logger.info('step database'); });
    onShutdown('server', async () => { logger.info('step server'); });
    ${body}
    logger.info('up');
  `;
}

function start(
  body: string,
  ipc: boolean,
): {
  child: ChildProcess;
  ended: Promise<{ code: number | null; written: string; messages: string[] }>;
  up: Promise<void>;
} {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program(body)], {
    cwd: ROOT,
    stdio: ipc ? ['ignore', 'pipe', 'inherit', 'ipc'] : ['ignore', 'pipe', 'inherit'],
    timeout: 20_000,
  });
  let written = '';
  const up = new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk) => {
      written += chunk;
      if (written.includes('"up"')) resolve();
    });
  });
  // Not "close", which never comes once the channel has been let go of.
  const ended = Promise.all([once(child, 'exit'), once(child.stdout ?? assert.fail(), 'end')]).then(([[code]]) => ({
    code,
    written,
    messages: written
      .trim()
      .split('\n')
      .map((line): string => JSON.parse(line).message),
  }));
  return { child, ended, up };
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} runs the steps in reverse order and ends with 0, also when it comes twice`, async () => {
    const { child, ended, up } = start('', false);
    await up;
    child.kill(signal);
    child.kill(signal);
    const { code, messages } = await ended;
    assert.equal(code, 0);
    assert.deepEqual(
      messages.filter((message) => !message.startsWith('Stopped')),
      ['up', `Shutting down: ${signal}`, 'step server', 'step database', 'Shut down'],
    );
  });
}

test('a step that fails and one that hangs are told, the others still run, and the end is 1', async () => {
  const { child, ended, up } = start(
    `onShutdown('hanging', () => new Promise(() => {}), 50);
     onShutdown('failing', () => { throw new Error('broken'); });`,
    false,
  );
  await up;
  child.kill('SIGTERM');
  const { code, messages } = await ended;
  assert.equal(code, 1);
  assert.deepEqual(messages.slice(2, 4), ['Did not stop in order: failing', 'Did not stop in order: hanging']);
  assert.ok(messages.includes('step server') && messages.includes('step database'));
});

test('a process may ask for its own end, with an exit code', async () => {
  const { ended } = start(`setImmediate(() => { shutdown('no key file', 3); shutdown('again'); });`, false);
  const { code, messages } = await ended;
  assert.equal(code, 3);
  assert.equal(messages.filter((message) => message.startsWith('Shutting down')).length, 1);
});

test('a process that its parent holds by a channel ends in order when the parent lets go', async () => {
  const { child, ended, up } = start('', true);
  await up;
  child.disconnect();
  const { code, messages } = await ended;
  assert.equal(code, 0);
  assert.ok(messages.includes('Shutting down: the parent process is gone') && messages.includes('step database'));
});

test('all steps run even when nobody reads the log any more', async () => {
  const { child, up } = start(
    `onShutdown('first', () => { for (let i = 0; i < 5; i += 1) logger.info('into the void'); });
     onShutdown('second', () => new Promise((resolve) => setTimeout(resolve, 50)));`,
    true,
  );
  await up;
  child.stdout?.destroy();
  child.disconnect();
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
});

const FAULTS = {
  'an exception': `setTimeout(() => { throw new Error('broken; password=hunter2-x'); }, 0);`,
  'a rejection': `void Promise.reject(new Error('broken; password=hunter2-x'));`,
  'what is no error': `void Promise.reject({ hunter: 'hunter2-x' });`,
} as const;

for (const [what, body] of Object.entries(FAULTS)) {
  test(`${what} that nobody has caught is logged without its secrets, and ends the process in order with 1`, async () => {
    const { ended } = start(
      `onShutdown('sessions', (isFaulty) => { logger.info(\`step sessions \${isFaulty}\`); });
       ${body}`,
      false,
    );
    const { code, messages, written } = await ended;
    assert.equal(code, 1);
    assert.deepEqual(
      messages.filter((message) => message.startsWith('step') || message.startsWith('Something')),
      ['Something failed that nobody has caught', 'step sessions true', 'step server', 'step database'],
    );
    assert.doesNotMatch(written, /hunter2/);
  });
}

test('one that comes while the process ends already makes that end 1', async () => {
  const { child, ended, up } = start(
    `onShutdown('failing', () => { void Promise.reject(new Error('broken')); return new Promise((go) => setImmediate(go)); });`,
    false,
  );
  await up;
  child.kill('SIGTERM');
  const { code, messages } = await ended;
  assert.equal(code, 1);
  assert.deepEqual(messages.slice(-1), ['Shut down']);
});
