/** PATCH /v1/notification-channels/{id} */

import type { Secret } from '../../../domain/secret.ts';
import type { NotificationChannelDocument } from '../../../store/models/notification-channel.ts';
import { command, type Request } from '../../operation.ts';
import { changeInWords, differences, showing } from '../revision.ts';
import { answerFor, reviseChannel, sendSoon, takeChannel } from './channel-change.ts';
import { requireSameServer, requireSecret, sealChannelSecret } from './channel-secret.ts';
import { checkDestination } from './check-destination.ts';
import { presentChannel } from './present-channel.ts';
import { readDestination, readFilters, readTls } from './read-channel.ts';

export const updateNotificationChannel = command(
  'updateNotificationChannel',
  async (request, tx) => {
    const channel = await takeChannel(request, tx);
    const answering = answerFor(request, channel);
    const { store } = request.means;
    const { secret, ...fields } = changesOf(request, channel);
    const after = { ...channel, ...fields };
    checkDestination(request.means, after);
    const isKept = secret === null && channel.secrets.length > 0 && !isNeedless(after);
    if (isKept) requireSameServer(channel.kind, channel, after);
    requireSecret(channel.kind, after.destination, secret !== null || isKept);
    const secrets = secret && [await sealChannelSecret(store, channel, secret, nextOf(channel, request.now))];
    const isDropped = secret === null && !isKept && channel.secrets.length > 0;
    const changed = { ...fields, ...(secrets ? { secrets } : {}), ...(isDropped ? { secrets: [] } : {}) };
    if (Object.keys(changed).length === 0) {
      const shown = await presentChannel(store, channel, tx.session);
      return { ...showing(200, channel, shown), change: changeInWords(changed) };
    }
    const revised = await reviseChannel(request, tx, channel, { ...changed, ...answering });
    const shown = await presentChannel(store, revised, tx.session);
    return { ...showing(200, revised, shown), change: changeInWords(changed) };
  },
  sendSoon,
);

function changesOf(
  { body }: Request<'updateNotificationChannel'>,
  channel: NotificationChannelDocument,
): Partial<NotificationChannelDocument> & { readonly secret: Secret | null } {
  const { name, tls, filters, ...destination } = body;
  const given = Object.keys(destination).length > 0 ? readDestination(channel.kind, destination) : null;
  const fields = differences(channel, {
    ...(name === undefined ? {} : { name }),
    // Trust is replaced as a whole: what is left out of it is not taken over from before.
    ...(tls ? { tls: readTls(tls) } : {}),
    ...(filters ? { filters: readFilters(channel.filters, filters) } : {}),
    ...(given ? { destination: given.destination } : {}),
  });
  return { ...fields, secret: given?.secret ?? null };
}

/** A password that nobody logs in with any more is not kept. */
function isNeedless({ destination: { email } }: Pick<NotificationChannelDocument, 'destination'>): boolean {
  return email?.username === null;
}

/** One that was on its way out goes at once: nobody takes both. */
function nextOf({ secrets: [newest] }: NotificationChannelDocument, now: Date) {
  return { version: (newest?.version ?? 0) + 1, now };
}
