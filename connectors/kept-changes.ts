/** What every management connection that is kept has in common: changes wait for their turn, and none is sent into doubt. */

import { TargetFailure } from '../domain/target-failure.ts';
import type { ChangeSession, KeptChangeRequest, TargetContext } from './contract.ts';
import { place } from './endpoint-failure.ts';
import { stopIfAborted } from './time-limit.ts';

/**
 * `session` behind a queue; `change` is its own, or a wrapped one, and throws nothing but `TargetFailure`. A change whose
 * effect nobody knows is the last one: its answer may still come, and would be taken for that of the next.
 */
export function inTurn(
  session: ChangeSession,
  { endpoint, signal }: Pick<TargetContext, 'endpoint' | 'signal'>,
  change: (request: KeptChangeRequest) => Promise<void>,
): ChangeSession {
  let isReliable = true;
  let last: Promise<void> = Promise.resolve();
  const isOpen = () => isReliable && session.isOpen;
  const changeNow = async (request: KeptChangeRequest) => {
    stopIfAborted(signal);
    if (!isOpen()) {
      throw new TargetFailure('unreachable', `the connection that was kept to ${place(endpoint)} is there no more`);
    }
    try {
      await change(request);
    } catch (error) {
      if (!(error instanceof TargetFailure) || error.effect !== 'none') isReliable = false;
      throw error;
    }
  };
  return {
    get isOpen() {
      return isOpen();
    },
    change(request) {
      const done = last.then(() => changeNow(request));
      last = done.catch(() => undefined);
      return done;
    },
    async close() {
      isReliable = false;
      await last;
      await session.close();
    },
  };
}
