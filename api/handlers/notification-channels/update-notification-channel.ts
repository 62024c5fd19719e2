/** PATCH /v1/notification-channels/{id} */

import type { NotificationChannelDocument } from '../../../store/models/notification-channel.ts';
import { command, type Request } from '../../operation.ts';
import { changeInWords, differences, showing } from '../revision.ts';
import { answerFor, reviseChannel, sendSoon, takeChannel } from './channel-change.ts';
import { checkDestination } from './check-destination.ts';
import { presentChannel } from './present-channel.ts';
import { readDestination, readFilters, readTls } from './read-channel.ts';

export const updateNotificationChannel = command(
  'updateNotificationChannel',
  async (request, tx) => {
    const channel = await takeChannel(request, tx);
    const answering = answerFor(request, channel);
    const { store } = request.means;
    const changed = changesOf(request, channel);
    if (Object.keys(changed).length === 0) {
      const shown = await presentChannel(store, channel, tx.session);
      return { ...showing(200, channel, shown), change: changeInWords(changed) };
    }
    checkDestination(request.means, { ...channel, ...changed });
    const revised = await reviseChannel(request, tx, channel, { ...changed, ...answering });
    const shown = await presentChannel(store, revised, tx.session);
    return { ...showing(200, revised, shown), change: changeInWords(changed) };
  },
  sendSoon,
);

function changesOf(
  { body }: Request<'updateNotificationChannel'>,
  channel: NotificationChannelDocument,
): Partial<NotificationChannelDocument> {
  const { name, tls, filters, ...destination } = body;
  return differences(channel, {
    ...(name === undefined ? {} : { name }),
    // Trust is replaced as a whole: what is left out of it is not taken over from before.
    ...(tls ? { tls: readTls(tls) } : {}),
    ...(filters ? { filters: readFilters(channel.filters, filters) } : {}),
    ...(Object.keys(destination).length > 0 ? { destination: readDestination(channel.kind, destination) } : {}),
  });
}
