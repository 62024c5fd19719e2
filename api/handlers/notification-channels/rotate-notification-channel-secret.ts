/** POST /v1/notification-channels/{id}/secrets */

import { CapstanError } from '../../../domain/errors.ts';
import type { ChannelSecret } from '../../../store/models/notification-channel.ts';
import { command } from '../../operation.ts';
import { showing } from '../revision.ts';
import { answerFor, reviseChannel, sendSoon, takeChannel } from './channel-change.ts';
import { newSigningSecret, sealChannelSecret } from './channel-secret.ts';
import { presentChannel } from './present-channel.ts';

const DEFAULT_OVERLAP_SECONDS = 86_400;

export const rotateNotificationChannelSecret = command(
  'rotateNotificationChannelSecret',
  async (request, tx) => {
    const { body, means, now } = request;
    const { store } = means;
    const channel = await takeChannel(request, tx);
    if (channel.kind !== 'webhook') {
      throw new CapstanError(
        'conflict',
        'Only webhooks are signed: what opens the other side is replaced by a change.',
      );
    }
    const secret = newSigningSecret();
    const [newest] = channel.secrets;
    const version = (newest?.version ?? 0) + 1;
    const sealed = await sealChannelSecret(store, channel, secret, { version, now });
    const before = outgoing(newest, body.overlap_seconds ?? DEFAULT_OVERLAP_SECONDS, now);
    const answering = answerFor(request, channel);
    const revised = await reviseChannel(request, tx, channel, { secrets: [sealed, ...before], ...answering });
    const shown = { ...(await presentChannel(store, revised, tx.session)), signing_secret: secret.reveal() };
    const overlap = before[0]?.expires_at?.toISOString();
    return {
      ...showing(200, revised, shown),
      change: overlap ? `the secret before signs as well until ${overlap}` : 'no secret before signs any more',
    };
  },
  sendSoon,
);

/** The newest so far, for as long as the overlap lasts; one that was on its way out already goes now. */
function outgoing(newest: ChannelSecret | undefined, overlapSeconds: number, now: Date): ChannelSecret[] {
  if (!newest || overlapSeconds === 0) return [];
  return [{ ...newest, expires_at: new Date(now.getTime() + overlapSeconds * 1_000) }];
}
