/** Where a sign-in may end: a code that works once is sent there. */

import { CapstanError } from '../../../domain/errors.ts';
import { isLoopbackHost } from '../../../runtime/no-machine.ts';

/** Whatever the API itself answers at: a code has no business there. Routes do not mind case, proxies may not mind slashes. */
const OF_THE_API = /^\/+(?:v1|docs|openapi\.json|healthz|readyz|metrics|version|\.well-known)(?:\/|$)/i;

/**
 * The URI, where it leads to a program on the person's own machine (RFC 8252, section 7.3), or to a page that stands
 * below the address of this API and is none of its own.
 * @throws CapstanError `validation_failed`.
 */
export function redirectTarget(text: string, baseUrl: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && !url.username && !url.password && !text.includes('#') && leadsHome(url, new URL(baseUrl))) return url.href;
  throw new CapstanError('validation_failed', 'The redirect_uri is not one that a sign-in may end at.', {
    errors: [
      {
        pointer: '/query/redirect_uri',
        detail:
          'must be http on 127.0.0.1, [::1] or localhost, or begin with the public address of the API, and be none of its own pages',
      },
    ],
  });
}

function leadsHome(url: URL, base: URL): boolean {
  const isHere = url.origin === base.origin;
  const isOnLoopback = url.protocol === 'http:' && isLoopbackHost(url);
  // An API on loopback has several names.
  const isOwn = isHere || (isOnLoopback && isLoopbackHost(base) && portOf(url) === portOf(base));
  return (isHere || isOnLoopback) && !(isOwn && isOfTheApi(url));
}

function isOfTheApi({ pathname }: URL): boolean {
  try {
    return OF_THE_API.test(decodeURIComponent(pathname));
  } catch {
    return true;
  }
}

function portOf({ port, protocol }: URL): string {
  return port || (protocol === 'https:' ? '443' : '80');
}
