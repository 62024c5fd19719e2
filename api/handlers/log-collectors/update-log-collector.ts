/** PATCH /v1/log-collectors/{id} */

import type { LogCollectorDocument } from '../../../store/models/log-collector.ts';
import { command, type Request } from '../../operation.ts';
import { unusable } from '../found.ts';
import { changeInWords, differences, showing } from '../revision.ts';
import { checkDestination, isElsewhere, refuseOthersFields, tlsOf } from './check-destination.ts';
import { deliverSoon, reviseLogCollector, takeLogCollector } from './log-collector-change.ts';
import { presentLogCollector } from './present-log-collector.ts';
import { sealAuthorization } from './seal-authorization.ts';

export const updateLogCollector = command(
  'updateLogCollector',
  async (request, tx) => {
    const collector = await takeLogCollector(request, tx);
    refuseOthersFields(collector.kind, request.body);
    const changed = await changesOf(request, collector);
    const wanted = { ...collector, ...changed };
    checkDestination(request.means, wanted);
    requireAuthorization(request.body, collector, wanted);
    if (wanted.next_index > collector.next_index) {
      throw unusable('next_index', `lies beyond ${collector.next_index}: nothing is skipped`);
    }
    const isSame = Object.keys(changed).length === 0;
    const revised = isSame ? collector : await reviseLogCollector(request, tx, collector, changed);
    const shown = await presentLogCollector(request.means.store, revised);
    return { ...showing(200, revised, shown), change: changeOf(changed) };
  },
  deliverSoon,
);

async function changesOf(
  { body, means }: Request<'updateLogCollector'>,
  collector: LogCollectorDocument,
): Promise<Partial<LogCollectorDocument>> {
  const { authorization, tls, ...plain } = body;
  // Trust is replaced as a whole: what is left out of it is not taken over from before.
  const changed = differences(collector, { ...plain, ...(tls && { tls: tlsOf(tls) }) });
  if (authorization === undefined || (authorization === null && collector.authorization === null)) return changed;
  const sealed = await sealAuthorization(means.store, collector, authorization, collector.authorization_version);
  return { ...changed, ...sealed };
}

/** Whoever can change where the log goes must not get at a secret that was meant for another server. */
function requireAuthorization(
  { authorization }: Request<'updateLogCollector'>['body'],
  before: LogCollectorDocument,
  after: LogCollectorDocument,
): void {
  if (before.authorization === null || authorization !== undefined || !isElsewhere(before, after)) return;
  throw unusable('authorization', 'must be given again, or as null, for another server or certificate');
}

/** Field names as the contract has them. */
function changeOf({ authorization_version, ...changed }: Partial<LogCollectorDocument>): string {
  const { next_index } = changed;
  const parts = [changeInWords(changed), ...(next_index === undefined ? [] : [`goes on at ${next_index}`])];
  return parts.join('; ');
}
