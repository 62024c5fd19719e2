/** A notification channel as bodies have it. */

import { CHANNEL_KINDS, type ChannelKind } from '../../../domain/notification-channel.ts';
import type { NotificationFilters } from '../../../domain/notification-event.ts';
import { typeProblem } from '../../../domain/notification-types.ts';
import { Secret } from '../../../domain/secret.ts';
import type { ChannelDestination, NotificationChannelDocument } from '../../../store/models/notification-channel.ts';
import type { components } from '../../generated/openapi.ts';
import { unusable } from '../found.ts';

type Given = Partial<Pick<components['schemas']['NewNotificationChannel'], ChannelKind>>;

/** Where events go, and the secret that was given with it. */
export interface GivenDestination {
  readonly destination: ChannelDestination;
  /** null: none was given. */
  readonly secret: Secret | null;
}

/** @throws CapstanError `unprocessable` where what its kind needs is missing, or something of another kind is there. */
export function readDestination(kind: ChannelKind, given: Given): GivenDestination {
  const other = CHANNEL_KINDS.find((name) => name !== kind && given[name] !== undefined);
  if (other) throw unusable(other, `belongs to channels of kind ${other}`);
  switch (kind) {
    case 'webhook':
      return { destination: { webhook: { url: required(kind, given.webhook).url } }, secret: null };
    case 'slack':
    case 'teams':
      return readChat(kind, required(kind, given[kind]).url);
    case 'jira': {
      const { token, user = null, ...jira } = required(kind, given.jira);
      return { destination: { jira: { ...jira, user } }, secret: secretOf(token) };
    }
    case 'email': {
      const { password, username = null, ...email } = required(kind, given.email);
      return { destination: { email: { ...email, username } }, secret: secretOf(password) };
    }
  }
}

/** The URL lets whoever has it write there: of it, where it leads is kept to be seen. */
function readChat(kind: 'slack' | 'teams', text: string): GivenDestination {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw unusable(`${kind}.url`, 'is not a URL');
  if (url.username || url.password || url.hash) throw unusable(`${kind}.url`, 'must have neither user nor fragment');
  return { destination: { [kind]: { origin: url.origin } }, secret: new Secret(url.href) };
}

function required<Value>(kind: ChannelKind, value: Value | undefined): Value {
  if (value === undefined) throw unusable(kind, 'is missing');
  return value;
}

function secretOf(text: string | undefined): Secret | null {
  return text === undefined ? null : new Secret(text);
}

/** What is left out is as the system has it: its authorities, the name of the host. */
export function readTls(
  given: Partial<NotificationChannelDocument['tls']> | undefined,
): NotificationChannelDocument['tls'] {
  return { ca_pem: given?.ca_pem ?? null, server_name: given?.server_name ?? null };
}

/** What is left out stays. @throws CapstanError `unprocessable` where a type can be that of no event. */
export function readFilters(
  before: NotificationFilters,
  given: components['schemas']['NotificationFilters'] | undefined,
): NotificationFilters {
  const { types = before.types, min_severity = before.min_severity } = given ?? {};
  for (const [at, type] of given?.types?.entries() ?? []) {
    const problem = typeProblem(type);
    if (problem !== null) throw unusable(`filters.types.${at}`, problem);
  }
  return { types: types && [...types], min_severity };
}
