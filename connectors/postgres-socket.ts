/** A socket to a PostgreSQL server, secured by TLS as its device demands. */

import { isIP, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  checkServerIdentity,
  connect as connectTls,
  createSecureContext,
  type DetailedPeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import { TargetFailure } from '../domain/target-failure.ts';
import type { Endpoint } from './contract.ts';
import { WireViolation } from './postgres-message.ts';

/** SSLRequest (PostgreSQL manual, 54.7): length 8, then 1234 and 5679. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** Of devices with a CA of their own that are at work at the same time; more only cost time. */
const MAX_CONTEXTS = 100;

/** By the CA that they trust; reading one anew takes a tenth of a login. They hold no sessions: every handshake is whole. */
const contexts = new Map<string | null, SecureContext>();

/** Thrown where the server answers that it has no TLS. */
export class NoTls extends Error {
  override readonly name = 'NoTls';
}

/**
 * Connects `socket`, which the caller destroys whatever happens.
 * @throws TargetFailure `not_supported` where the trust of the device does not fit; NoTls; WireViolation; errors of sockets and TLS.
 */
export async function openPostgresSocket(socket: Socket, endpoint: Endpoint): Promise<Socket> {
  const options = tlsOptions(endpoint);
  await new Promise<void>((resolve, reject) => {
    endsBefore(socket, reject);
    socket.once('connect', resolve);
    socket.connect(endpoint.port, endpoint.address);
  });
  return options ? secured(socket, options) : socket;
}

function secured(socket: Socket, options: ConnectionOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    endsBefore(socket, reject);
    socket.once('data', (answer: Buffer) => {
      const text = answer.toString('latin1');
      if (text === 'N') return reject(new NoTls());
      // More than the one byte would be text that somebody slipped in before the encryption began.
      if (text !== 'S') return reject(new WireViolation('does not answer the request for TLS as PostgreSQL does'));
      const tls = connectTls({ ...options, socket });
      withoutIssuers(tls);
      endsBefore(tls, reject);
      tls.once('secureConnect', () => resolve(tls));
    });
    socket.write(SSL_REQUEST);
  });
}

/**
 * Node writes down all issuers of a certificate only to have its name checked, which needs none of them: the chain was
 * proven by then. That takes as long as a third of the key derivation of a login.
 */
function withoutIssuers(tls: TLSSocket): void {
  const own = tls.getPeerCertificate.bind(tls);
  tls.getPeerCertificate = () => own(false) as DetailedPeerCertificate;
}

/** Errors that come later reach whoever listens then; these listeners stay, since an error without any ends the process. */
function endsBefore(socket: Socket, reject: (error: Error) => void): void {
  socket.on('error', reject);
  socket.once('close', () => reject(new Error('Connection terminated')));
}

/** undefined for clear text. @throws TargetFailure */
function tlsOptions({ address, port, trust }: Endpoint): ConnectionOptions | undefined {
  switch (trust.kind) {
    case 'tls': {
      const name = trust.server_name ?? address;
      return {
        host: address,
        // SNI takes no addresses (RFC 6066, 3).
        ...(isIP(address) === 0 ? { servername: address } : {}),
        rejectUnauthorized: true,
        secureContext: contextFor(trust.ca_pem),
        // The name is checked here, whatever Node takes for the name of the server.
        checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
      };
    }
    case 'loopback_plaintext':
      if (/^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address) || address === '::1') return undefined;
      throw new TargetFailure(
        'not_supported',
        `${address}:${port} is not a loopback address (127.0.0.0/8 or ::1), and clear text goes nowhere else; set TLS trust on the device`,
      );
    default:
      throw new TargetFailure(
        'not_supported',
        'PostgreSQL is trusted by TLS, not by an SSH host key; set TLS trust on the device',
      );
  }
}

/** What trusts `caPem`, or the roots that Node brings along where it is null. */
function contextFor(caPem: string | null): SecureContext {
  const known = contexts.get(caPem);
  if (known) return known;
  const [oldest] = contexts.keys();
  if (contexts.size >= MAX_CONTEXTS && oldest !== undefined) contexts.delete(oldest);
  const made = createSecureContext({ minVersion: 'TLSv1.2', ...(caPem === null ? {} : { ca: caPem }) });
  contexts.set(caPem, made);
  return made;
}
