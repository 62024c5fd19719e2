/** Where a notification channel may lead: no address that the worker must not connect to. */

import { type AddressRules, hostProblem, urlProblem } from '../../../runtime/guarded-lookup.ts';
import type { NotificationChannelDocument } from '../../../store/models/notification-channel.ts';
import type { Means } from '../../operation.ts';
import { checkCertificates } from '../check-certificates.ts';
import { unusable } from '../found.ts';

type Destination = Pick<NotificationChannelDocument, 'destination' | 'tls'>;

/** @throws CapstanError `unprocessable` where it names no server, or one that must not be asked. */
export function checkDestination({ notifications }: Pick<Means, 'notifications'>, { destination, tls }: Destination) {
  if (tls.ca_pem !== null) checkCertificates('tls.ca_pem', tls.ca_pem);
  const { webhook, slack, teams, jira, email } = destination;
  const urls = { webhook: webhook?.url, slack: slack?.origin, teams: teams?.origin, jira: jira?.url };
  for (const [kind, url] of Object.entries(urls)) if (url !== undefined) checkUrl(notifications, `${kind}.url`, url);
  if (!email) return;
  const problem = hostProblem(email.host, rulesOf(notifications));
  if (problem !== null) throw unusable('email.host', problem);
}

function rulesOf({ networks }: Means['notifications']): AddressRules {
  return { allowsLoopback: networks.hasLoopback, networks };
}

function checkUrl(notifications: Means['notifications'], field: string, text: string): void {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw unusable(field, 'is not a URL');
  if (url.username || url.password || url.href.includes('#')) {
    throw unusable(field, 'must have neither user nor fragment');
  }
  const problem = urlProblem(url, rulesOf(notifications));
  if (problem !== null) throw unusable(field, problem);
}
