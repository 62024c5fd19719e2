/** The SSH server to which people connect: `ssh acs_<id>@gateway`, with the session's launch token. */

import { once } from 'node:events';
import { createServer } from 'node:net';
import ssh2 from 'ssh2';
import type { Secret } from '../../domain/secret.ts';
import { People, type PeopleOptions } from './people.ts';
import { ALGORITHMS } from './upstream.ts';

export interface SshGatewayOptions extends PeopleOptions {
  /** Ed25519, in OpenSSH's form, unencrypted. */
  readonly hostKey: Secret;
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
}

export interface SshGateway {
  readonly port: number;
  /** Takes nobody in any more, and ends every session with `reason`; resolves when all are closed, within two seconds. */
  close(reason: string): Promise<void>;
}

/** @throws Error where the port cannot be taken, or the host key is none. */
export async function startSshGateway(options: SshGatewayOptions): Promise<SshGateway> {
  const people = new People(options);
  const ssh = new ssh2.Server(
    // The library's own name and version would tell strangers what to attack.
    { hostKeys: [options.hostKey.reveal()], algorithms: ALGORITHMS, ident: 'Capstan' },
    (connection, info) => people.greet(connection, info),
  );
  // Our own, since ssh2 shows of its connections neither the socket nor those that say nothing.
  const listener = createServer((socket) => {
    people
      .enter(socket, () => ssh.injectSocket(socket))
      .catch((error: unknown) => {
        socket.destroy();
        options.onFault(error);
      });
  });
  listener.listen(options.port, options.host);
  await once(listener, 'listening');
  listener.on('error', options.onFault);
  const address = listener.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : options.port,
    close: (reason) => {
      listener.close();
      return people.sendAway(reason);
    },
  };
}
