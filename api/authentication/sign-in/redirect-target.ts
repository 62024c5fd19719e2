/** Where a sign-in may end: a code that works once is sent there. */

import { CapstanError } from '../../../domain/errors.ts';
import { isLoopback } from '../../outbound/no-machine.ts';

/**
 * The URI, where it leads to a program on the person's own machine (RFC 8252, section 7.3) or to the address of this API.
 * @throws CapstanError `validation_failed`.
 */
export function redirectTarget(text: string, baseUrl: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && !url.username && !url.password && !text.includes('#') && leadsHome(url, baseUrl)) return url.href;
  throw new CapstanError('validation_failed', 'The redirect_uri is not one that a sign-in may end at.', {
    errors: [
      {
        pointer: '/query/redirect_uri',
        detail: 'must be http on 127.0.0.1, [::1] or localhost, or begin with the public address of the API',
      },
    ],
  });
}

function leadsHome(url: URL, baseUrl: string): boolean {
  if (url.origin === new URL(baseUrl).origin) return true;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return url.protocol === 'http:' && (host === 'localhost' || isLoopback(host));
}
