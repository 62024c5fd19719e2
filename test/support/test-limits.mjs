/**
 * Gives every test and every hook of a file a limit, and says which of them did not end in time: by itself, Node waits for
 * ever, and whoever stops the process does not learn for what. The rest of the file runs on.
 */

import { createHook } from 'node:async_hooks';
import { relative } from 'node:path';

/** Of a test or hook that sets no `timeout` of its own: some take a minute, on machines that are busy several. */
const LIMIT_MS = Number(process.env['TEST_LIMIT_MS'] ?? 300_000);
/** Of a process in which no test and no hook is at work: it loads its file, or something that was left open keeps it. */
const IDLE_LIMIT_MS = Number(process.env['TEST_IDLE_LIMIT_MS'] ?? 120_000);

/** At work. */
const running = new Set();
let idle;

// The runner, which has the same flags, waits for its files.
if (process.env['NODE_TEST_CONTEXT'] !== undefined) {
  idle = setTimeout(endIdleProcess, IDLE_LIMIT_MS).unref();
  // A function around `it` would do without the class of Node's, but be the place at which each test is said to stand.
  const made = createHook({
    init(_id, type, _trigger, resource) {
      if (type !== 'Test') return;
      made.disable();
      limitRuns(Object.getPrototypeOf(resource));
    },
  }).enable();
}

/** @param prototype of Node's class of tests, which hooks extend; suites run in a way of their own. */
function limitRuns(prototype) {
  const { run } = prototype;
  if (typeof run !== 'function')
    throw new Error('Node runs tests in a way that test/support/test-limits.mjs does not know');
  prototype.run = async function (...args) {
    const isHook = this.hookType !== undefined;
    // The root: what the file holds.
    if (this.parent === null && !isHook) return run.apply(this, args);
    this.timeout ??= LIMIT_MS;
    // Of a test, Node says this with its name and place; of a hook, that some hook of its kind failed.
    const late = isHook ? setTimeout(() => console.error(lateness(this)), this.timeout).unref() : undefined;
    running.add(this);
    try {
      return await run.apply(this, args);
    } finally {
      clearTimeout(late);
      running.delete(this);
      idle.refresh();
    }
  };
}

function lateness({ hookType, loc, timeout }) {
  const place = loc === undefined ? '' : ` at ${relative('.', loc.file)}:${loc.line}`;
  return `the hook \`${hookType}\`${place} has not ended after ${timeout} ms`;
}

function endIdleProcess() {
  if (running.size > 0) return;
  const open = process.getActiveResourcesInfo().join(', ');
  console.error(
    `no test and no hook is at work since ${IDLE_LIMIT_MS} ms, and the process does not end; open: ${open}`,
  );
  process.exit(1);
}
