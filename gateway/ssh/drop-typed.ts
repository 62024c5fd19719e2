/** What is typed into a terminal before anything may begin there is not carried out later: it is read, and goes nowhere. */

import type { Readable } from 'node:stream';

/** Resolves with `over`; what comes after that stays to be read. */
export async function dropTyped(input: Readable, over: Promise<void>): Promise<void> {
  const drop = () => undefined;
  input.on('data', drop);
  try {
    await over;
  } finally {
    input.pause();
    input.off('data', drop);
  }
}
