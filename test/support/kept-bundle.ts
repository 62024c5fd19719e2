/**
 * Runs the worker whose entry file is named. The first one of a run bundles the workflows, the others take what came out:
 * bundling is half of what the start of a worker costs, and makes the same of the same files every time.
 */

import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { WorkflowCodeBundler } from '@temporalio/worker/lib/workflow/bundler.js';
import { onceInRun } from './run-directory.ts';

/** What the bundle depends on besides the files; the rest of a bundler are its logger and hooks, which workers do not set. */
const OPTIONS = [
  'workflowsPath',
  'workflowInterceptorModules',
  'payloadConverterPath',
  'failureConverterPath',
  'ignoreModules',
  'preloadModules',
] as const;

const { createBundle } = WorkflowCodeBundler.prototype;
WorkflowCodeBundler.prototype.createBundle = function createOrTakeBundle() {
  const options = JSON.stringify(OPTIONS.map((option) => Reflect.get(this, option)));
  const name = `workflows-${createHash('sha256').update(options).digest('hex').slice(0, 16)}`;
  return onceInRun(name, () => createBundle.call(this));
};

const [entry] = process.argv.slice(2);
if (entry === undefined) throw new Error('the entry file of a worker is missing');
await import(pathToFileURL(entry).href);
