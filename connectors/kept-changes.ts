/** What every management connection that is kept has in common: whoever asks waits for a turn, and nothing is sent into doubt. */

import { TargetFailure } from '../domain/target-failure.ts';
import type { ChangeSession, TargetContext } from './contract.ts';
import { place } from './endpoint-failure.ts';
import { stopIfAborted } from './time-limit.ts';

/**
 * `session` behind a queue; `asked` is what it does itself, or wrapped, and throws nothing but `TargetFailure`. A change
 * whose effect nobody knows is the last one: its answer may still come, and would be taken for that of the next.
 */
export function inTurn(
  session: ChangeSession,
  { endpoint, signal }: Pick<TargetContext, 'endpoint' | 'signal'>,
  { change, mayChange, readyAmong }: Pick<ChangeSession, 'change' | 'mayChange' | 'readyAmong'>,
): ChangeSession {
  let isReliable = true;
  let last: Promise<unknown> = Promise.resolve();
  const isOpen = () => isReliable && session.isOpen;
  const now = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    stopIfAborted(signal);
    if (!isOpen()) {
      throw new TargetFailure('unreachable', `the connection that was kept to ${place(endpoint)} is there no more`);
    }
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TargetFailure) || error.effect !== 'none') isReliable = false;
      throw error;
    }
  };
  const afterOthers = <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const done = last.then(() => now(work));
    last = done.catch(() => undefined);
    return done;
  };
  return {
    get isOpen() {
      return isOpen();
    },
    change: (request) => afterOthers(() => change(request)),
    ...(mayChange ? { mayChange: (username: string) => afterOthers(() => mayChange(username)) } : {}),
    ...(readyAmong ? { readyAmong: (usernames: readonly string[]) => afterOthers(() => readyAmong(usernames)) } : {}),
    async close() {
      isReliable = false;
      await last;
      await session.close();
    },
  };
}
