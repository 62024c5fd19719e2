/** Sends one event to a channel once, and notes how that went. */

import type { DeliveryEnd } from '../../domain/notification-channel.ts';
import { isWanted, type NotificationEvent } from '../../domain/notification-event.ts';
import type { Secret } from '../../domain/secret.ts';
import type {
  NotificationChannelDocument,
  NotificationDeliveryDocument,
} from '../../store/models/notification-channel.ts';
import { asCloudEvents } from '../../store/notifications/as-cloud-events.ts';
import { channelReach } from '../../store/notifications/channel-reach.ts';
import { readEvent } from '../../store/notifications/feed.ts';
import { VaultError } from '../../store/vault/vault-error.ts';
import { DeliveryFailed } from '../delivery/delivery-failed.ts';
import type { SendLimits } from '../delivery/send-limits.ts';
import type { Dependencies } from '../dependencies.ts';
import { openAndMove } from '../open-and-move.ts';
import type { Taken } from './contract.ts';
import { noteArrival, noteBegin, noteEnd, noteFailure } from './progress.ts';
import { SENDERS } from './senders.ts';

const CONNECT_MS = 10_000;
const TOTAL_MS = 20_000;

/** @returns whether it is over with it, so that what is behind it in its line may follow. */
export async function tryDelivery(
  dependencies: Dependencies,
  channel: NotificationChannelDocument,
  delivery: NotificationDeliveryDocument,
  signal: AbortSignal,
): Promise<boolean> {
  const at = new Date();
  const startedMs = performance.now();
  const attempt = () => ({ at, duration_ms: Math.round(performance.now() - startedMs) });
  // As it is by now: a person who was erased meanwhile is not told of any more.
  const event = await readEvent(dependencies.store, channel.organization_id, delivery);
  const end = await endOf(dependencies, channel, delivery, event);
  if (!event || end !== null) {
    await noteEnd(dependencies, delivery, end ?? 'event_gone', attempt());
    return true;
  }
  try {
    const isRetry = delivery.attempts.length > 0 || delivery.begun_at !== undefined;
    // Before it begins: whoever comes after a worker that was killed looks what it has left behind.
    if (channel.kind === 'jira') await noteBegin(dependencies, delivery, at);
    const taken = await send(dependencies, channel, { event, isRetry }, signal);
    await noteArrival(dependencies, channel, delivery, { ...attempt(), ...taken });
    return true;
  } catch (error) {
    if (!(error instanceof DeliveryFailed)) throw error;
    return noteFailure(dependencies, channel, delivery, error, attempt());
  }
}

/** Why it is not for this channel any more: scopes and filters may have changed since it was queued. */
async function endOf(
  { store }: Dependencies,
  channel: NotificationChannelDocument,
  { by_hand }: NotificationDeliveryDocument,
  event: NotificationEvent | null,
): Promise<DeliveryEnd | null> {
  const reaches = await channelReach(store, channel);
  if (!event || !reaches(event)) return 'event_gone';
  return by_hand || isWanted(channel.filters, event) ? null : 'not_wanted';
}

/** @throws DeliveryFailed */
async function send(
  dependencies: Dependencies,
  channel: NotificationChannelDocument,
  { event, isRetry }: { readonly event: NotificationEvent; readonly isRetry: boolean },
  signal: AbortSignal,
): Promise<Taken> {
  const { notificationNetworks: networks } = dependencies;
  const limits: SendLimits = {
    allowsLoopback: networks.hasLoopback,
    networks,
    connectMs: CONNECT_MS,
    totalMs: TOTAL_MS,
    signal,
  };
  const [cloudEvent] = await asCloudEvents(dependencies.store, channel.organization_id, [event]);
  if (!cloudEvent) throw new Error('an event is one CloudEvent');
  const secrets = await openSecrets(dependencies, channel);
  return SENDERS[channel.kind]({ channel, cloudEvent, secrets, isRetry }, limits);
}

/** Those in use by now, newest first. @throws DeliveryFailed `vault_unavailable` */
async function openSecrets({ store, vault }: Dependencies, channel: NotificationChannelDocument): Promise<Secret[]> {
  const { _id, organization_id: organizationId, secrets } = channel;
  const now = new Date();
  const opened: Secret[] = [];
  try {
    for (const { version, sealed, expires_at } of secrets) {
      if (expires_at !== null && expires_at <= now) continue;
      const context = { organizationId, notificationChannelId: _id, version };
      const move = (moved: typeof sealed) =>
        store.models.notificationChannels.updateOne(
          { _id, secrets: { $elemMatch: { version, 'sealed.form': 'inbox' } } },
          { $set: { 'secrets.$.sealed': moved } },
        );
      opened.push(await openAndMove({ vault }, sealed, context, move));
    }
  } catch (error) {
    if (error instanceof VaultError) throw new DeliveryFailed('vault_unavailable', error.message);
    throw error;
  }
  return opened;
}
