/** Where a notification channel may lead: what its kind needs, and no address that the worker must not connect to. */

import { urlProblem } from '../../../runtime/guarded-lookup.ts';
import type { NotificationChannelDocument } from '../../../store/models/notification-channel.ts';
import type { Means } from '../../operation.ts';
import { checkCertificates } from '../check-certificates.ts';
import { unusable } from '../found.ts';

type Destination = Pick<NotificationChannelDocument, 'kind' | 'destination' | 'tls'>;

/** @throws CapstanError `unprocessable` where it names no server, or one that must not be asked. */
export function checkDestination(
  { notifications }: Pick<Means, 'notifications'>,
  { kind, destination, tls }: Destination,
): void {
  if (tls.ca_pem !== null) checkCertificates('tls.ca_pem', tls.ca_pem);
  const field = `${kind}.url`;
  const url = URL.canParse(destination.url) ? new URL(destination.url) : null;
  if (url === null) throw unusable(field, 'is not a URL');
  if (url.username || url.password || url.href.includes('#'))
    throw unusable(field, 'must have neither user nor fragment');
  const { networks } = notifications;
  const problem = urlProblem(url, networks.hasLoopback, networks);
  if (problem !== null) throw unusable(field, problem);
}
