/**
 * Cedar, in an instance that is replaced where it has failed: WebAssembly that once ran out of stack answers nothing
 * any more, to nobody.
 */

import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';

export type Cedar = typeof import('@cedar-policy/cedar-wasm/nodejs');

const require = createRequire(import.meta.url);
const PACKAGE = '@cedar-policy/cedar-wasm/nodejs';

// V8 as in Node 20 ends the process ("unreachable code" in its deoptimizer) where it has built a call of WebAssembly into
// a function that has become hot, and takes that back while the call is under way: after some thousand questions.
setFlagsFromString('--no-turbo-inline-js-wasm-calls');

let instance: Cedar = require(PACKAGE);
let generation = 1;

/** It has failed at a question, and another instance is there for the next one. */
export class CedarFailed extends Error {
  override readonly name = 'CedarFailed';
}

/** Grows with each instance: what an earlier one has been told is not known to this one. */
export function cedarGeneration(): number {
  return generation;
}

/** @throws CedarFailed */
export function withCedar<Answer>(ask: (cedar: Cedar) => Answer): Answer {
  try {
    return ask(instance);
  } catch (cause) {
    delete require.cache[require.resolve(PACKAGE)];
    instance = require(PACKAGE);
    generation += 1;
    // Out of stack or memory: the question's fault. All else is a defect, and is told as one.
    if (!(cause instanceof Error) || !['RuntimeError', 'RangeError'].includes(cause.name)) throw cause;
    throw new CedarFailed('Cedar failed at a question; it was started anew', { cause });
  }
}
