/** Where a log collector may be: what its kind needs, and no address that the worker must not connect to. */

import { isIP } from 'node:net';
import { EXAMPLE_ENTERPRISE_NUMBER, SYSLOG_TLS_PORT } from '../../../domain/log-collector.ts';
import { hostProblem, urlProblem } from '../../../runtime/guarded-lookup.ts';
import type { LogCollectorDocument } from '../../../store/models/log-collector.ts';
import type { Means } from '../../operation.ts';
import { checkCertificates } from '../check-certificates.ts';
import { unusable } from '../found.ts';

/** What says where the log goes, and to whom. */
export type Destination = Pick<
  LogCollectorDocument,
  'kind' | 'host' | 'port' | 'enterprise_number' | 'url' | 'tls' | 'authorization'
>;

const FIELDS_OF = {
  syslog: ['host', 'port', 'enterprise_number'],
  http: ['url', 'authorization'],
} as const satisfies Record<Destination['kind'], readonly string[]>;

/**
 * Takes only what the kind knows, of a body with any of these fields.
 * @throws CapstanError `unprocessable`.
 */
export function refuseOthersFields(kind: Destination['kind'], given: object): void {
  const other = kind === 'syslog' ? 'http' : 'syslog';
  for (const field of FIELDS_OF[other]) {
    const value: unknown = Reflect.get(given, field);
    if (value !== undefined && value !== null) throw unusable(field, `is for collectors of kind ${other}`);
  }
}

/** What is not given by whoever makes a collector. */
export function defaultsOf(kind: Destination['kind']) {
  return kind === 'syslog'
    ? { port: SYSLOG_TLS_PORT, enterprise_number: EXAMPLE_ENTERPRISE_NUMBER }
    : { port: null, enterprise_number: null };
}

/** What is left out is as the system has it: its authorities, the name of the host. */
export function tlsOf(given: Partial<Destination['tls']> | undefined): Destination['tls'] {
  return { ca_pem: given?.ca_pem ?? null, server_name: given?.server_name ?? null };
}

/** @throws CapstanError `unprocessable` where it names no server, or one that must not be asked. */
export function checkDestination({ collectors }: Pick<Means, 'collectors'>, to: Destination): void {
  if (to.tls.ca_pem !== null) checkCertificates('tls.ca_pem', to.tls.ca_pem);
  if (to.kind === 'syslog') {
    const problem = to.host === null ? 'is missing' : (spellingProblem(to.host) ?? hostProblem(to.host, collectors));
    if (problem !== null) throw unusable('host', problem);
    return;
  }
  const url = to.url !== null && URL.canParse(to.url) ? new URL(to.url) : null;
  const problem = url === null ? (to.url === null ? 'is missing' : 'is not a URL') : partsProblem(url);
  if (problem !== null) throw unusable('url', problem);
  const unreachable = url && urlProblem(url, collectors);
  if (unreachable !== null) throw unusable('url', unreachable);
}

function partsProblem(url: URL): string | null {
  return url.username || url.password || url.hash || url.href.includes('#')
    ? 'must have neither user nor fragment'
    : null;
}

/** Resolvers take a name whose last label is a number for an IPv4 address (WHATWG URL, "ends in a number"). */
function spellingProblem(host: string): string | null {
  if (isIP(host) !== 0) return null;
  return host.includes(':') || /(?:^|\.)(?:\d+|0x[\da-f]*)\.?$/i.test(host)
    ? 'is neither an IP address in its usual form nor a host name'
    : null;
}

/** Whether what is secret for one would go to the other: another server, or one with another certificate. */
export function isElsewhere(before: Destination, after: Destination): boolean {
  const [from, to] = [before.url, after.url].map((url) => (url === null ? null : new URL(url).origin));
  return from !== to || before.tls.ca_pem !== after.tls.ca_pem || before.tls.server_name !== after.tls.server_name;
}
