/** A notification channel as bodies have it. */

import type { ChannelKind } from '../../../domain/notification-channel.ts';
import type { NotificationFilters } from '../../../domain/notification-event.ts';
import type { ChannelDestination, NotificationChannelDocument } from '../../../store/models/notification-channel.ts';
import type { components } from '../../generated/openapi.ts';
import { unusable } from '../found.ts';

type Given = Pick<components['schemas']['NewNotificationChannel'], ChannelKind>;

/** @throws CapstanError `unprocessable` where what its kind needs is missing. */
export function readDestination(kind: ChannelKind, given: Given): ChannelDestination {
  const { webhook } = given;
  if (webhook === undefined) throw unusable(kind, 'is missing');
  return { url: webhook.url };
}

/** What is left out is as the system has it: its authorities, the name of the host. */
export function readTls(
  given: Partial<NotificationChannelDocument['tls']> | undefined,
): NotificationChannelDocument['tls'] {
  return { ca_pem: given?.ca_pem ?? null, server_name: given?.server_name ?? null };
}

/** What is left out stays. */
export function readFilters(
  before: NotificationFilters,
  given: components['schemas']['NotificationFilters'] | undefined,
): NotificationFilters {
  const { types = before.types, min_severity = before.min_severity } = given ?? {};
  return { types: types && [...types], min_severity };
}
