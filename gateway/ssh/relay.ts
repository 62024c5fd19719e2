/** Joins the two ends of a channel until what runs at the target has ended. */

import type { Exit } from './door.ts';
import type { Passage } from './passage.ts';
import type { PersonEnd } from './person-end.ts';
import { pump } from './pump.ts';
import type { UpstreamChannel } from './upstream-channel.ts';

/**
 * Resolves once all output has been passed on, and `endOutput` has told the person so. Rejects as the passage does: then
 * the session is over, and whoever ends it closes both ends.
 */
export async function relay(
  person: PersonEnd,
  target: UpstreamChannel,
  passage: Passage,
  endOutput: () => Promise<void>,
): Promise<Exit> {
  const inward = pump(person.input, (data) => passage.inward(data)).then(() => target.endInput());
  const outward = Promise.all([
    pump(target.stdout, (data) => passage.outward(data, 'stdout')),
    pump(target.stderr, (data) => passage.outward(data, 'stderr')),
  ])
    .then(endOutput)
    .then(() => target.exited);
  // Of the two only the way out has an end that counts: a program may end without having read all that was sent to it.
  return Promise.race([outward, inward.then(() => outward)]);
}
