/** How a collector proves who it is: by a certificate of the given authorities, or of those that Node trusts. */

import { isIP } from 'node:net';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import type { LogCollectorDocument } from '../../store/models/log-collector.ts';

/** @param host as it is connected to. */
export function tlsIdentity(host: string, { ca_pem, server_name }: LogCollectorDocument['tls']): ConnectionOptions {
  const name = server_name ?? host;
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    // An address is no server name (RFC 6066, section 3), and can be in a certificate all the same.
    servername: isIP(name) === 0 ? name : '',
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
    ...(ca_pem === null ? {} : { ca: ca_pem }),
  };
}
