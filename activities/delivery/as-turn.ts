/** A turn of a delivery as an activity: it shows that it lives, and what ends it early is one of the workflow's failures. */

import { activityInfo, Context } from '@temporalio/activity';
import type { Dependencies } from '../dependencies.ts';
import { toFailure } from '../failures.ts';
import { WorkerStopping } from '../target-answer.ts';
import type { DeliveryAnswer } from './contract.ts';

const HEARTBEAT_EVERY_MS = 3_000;

/** @param of names what is delivered to, for the worker's log. */
export async function asTurn(
  { logger }: Pick<Dependencies, 'logger'>,
  of: Readonly<Record<string, number>>,
  takeTurn: (signal: AbortSignal) => Promise<DeliveryAnswer>,
): Promise<DeliveryAnswer> {
  const context = Context.current();
  const heart = setInterval(() => context.heartbeat(), HEARTBEAT_EVERY_MS);
  try {
    return await takeTurn(context.cancellationSignal);
  } catch (error) {
    const isStopping = context.cancellationSignal.aborted;
    const failure = toFailure(
      isStopping ? new WorkerStopping('the worker stops') : error,
      'deliver',
      activityInfo().attempt,
    );
    if (!isStopping) logger.warn('A delivery was interrupted', { ...of, error });
    throw failure;
  } finally {
    clearInterval(heart);
  }
}
