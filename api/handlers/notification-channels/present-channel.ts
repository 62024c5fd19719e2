/** A notification channel on the wire; never its secrets, not even sealed. */

import type { ClientSession } from 'mongoose';
import { restsUntil } from '../../../domain/notification-channel.ts';
import type { ChannelDestination, NotificationChannelDocument } from '../../../store/models/notification-channel.ts';
import type { Store } from '../../../store/store.ts';
import type { components } from '../../generated/openapi.ts';
import { wireTime, wireTimeOrNull, wireTracked } from '../wire-time.ts';

type Shown = components['schemas']['NotificationChannel'];

/** @param session of a transaction that has changed what waits. */
export async function presentChannel(
  store: Store,
  channel: NotificationChannelDocument,
  session?: ClientSession,
): Promise<Shown> {
  const condition = { channel_id: channel._id, status: 'pending' as const };
  const options = session ? { session } : {};
  return present(channel, await store.models.notificationDeliveries.countDocuments(condition, options));
}

export async function presentChannels(
  store: Store,
  channels: readonly NotificationChannelDocument[],
): Promise<Shown[]> {
  const counts = await store.models.notificationDeliveries.aggregate<{ _id: number; pending: number }>([
    { $match: { channel_id: { $in: channels.map(({ _id }) => _id) }, status: 'pending' } },
    { $group: { _id: '$channel_id', pending: { $sum: 1 } } },
  ]);
  const pending = new Map(counts.map((count) => [count._id, count.pending]));
  return channels.map((channel) => present(channel, pending.get(channel._id) ?? 0));
}

/** Where it leads, in a few words. */
export function serverOf({ webhook, slack, teams, jira, email }: ChannelDestination): string {
  const url = webhook?.url ?? jira?.url;
  if (url !== undefined) return new URL(url).origin;
  return slack?.origin ?? teams?.origin ?? `${email?.host}:${email?.port}`;
}

function presentDestination({ webhook, slack, teams, jira, email }: ChannelDestination) {
  return {
    webhook: webhook ? { url: webhook.url } : null,
    slack: slack ? { origin: slack.origin } : null,
    teams: teams ? { origin: teams.origin } : null,
    jira: jira ? { ...jira } : null,
    email: email ? { ...email, to: [...email.to] } : null,
  };
}

function present(channel: NotificationChannelDocument, pending: number): Shown {
  const { _id, name, scope_id, kind, destination, tls, filters, answerable, status, paused_for } = channel;
  const { secrets, last_error } = channel;
  return {
    id: _id,
    ...{ name, scope_id, kind, status, paused_for, pending },
    ...presentDestination(destination),
    tls: { ca_pem: tls.ca_pem, server_name: tls.server_name },
    filters: { types: filters.types && [...filters.types], min_severity: filters.min_severity },
    answerable: { type: answerable.type, id: answerable.id },
    secrets: secrets.map(({ version, created_at, expires_at }) => ({
      version,
      created_at: wireTime(created_at),
      expires_at: wireTimeOrNull(expires_at),
    })),
    last_delivery_at: wireTimeOrNull(channel.last_delivery_at),
    failing_since: wireTimeOrNull(channel.failing_since),
    consecutive_failures: channel.consecutive_failures,
    last_error: last_error && { code: last_error.code, message: last_error.message, at: wireTime(last_error.at) },
    retry_at: wireTimeOrNull(restsUntil(channel)),
    ...wireTracked(channel),
  };
}
