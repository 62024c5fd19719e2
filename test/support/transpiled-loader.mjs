/**
 * What the processes of a run load TypeScript by (`--import`): it is taken as scripts/transpile-tree.ts has made it once for all of
 * them. tsx, which does the same file by file, takes a second more of every process that imports the API.
 */

import { existsSync, readFileSync } from 'node:fs';
import Module, { createRequire, register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const ROOT = new URL('../../', import.meta.url).href;
// As RUN_DIRECTORY and TRANSPILED are named in TypeScript, which this cannot import.
const TREE = `${process.env['TEST_RUN_DIRECTORY']}/transpiled/`;

if (isMainThread) {
  register(import.meta.url);
  Module._extensions['.ts'] = requireByTsx;
}

/** A hook of Node's, which runs in a thread of its own. */
export async function load(url, context, next) {
  const file = url.startsWith(ROOT) && url.endsWith('.ts') ? TREE + url.slice(ROOT.length) : undefined;
  if (file === undefined || !existsSync(file)) return next(url, context);
  return { format: 'module', shortCircuit: true, source: readFileSync(file) };
}

/** Temporal's client requires the converter of failures by its path: the one file, for which tsx comes in after all. */
function requireByTsx(module, filename) {
  createRequire(fileURLToPath(import.meta.url))('tsx/cjs/api').register();
  Module._extensions['.ts'](module, filename);
}
