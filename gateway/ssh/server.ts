/** The SSH server to which people connect: `ssh acs_<id>@gateway`, with the session's launch token. */

import { createServer, type Server } from 'node:net';
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
  /** Takes nobody in any more; sessions go on. */
  shut(): void;
  /** Ends every session with `reason`; resolves when all are closed, within two seconds. */
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
  await listening(listener, options);
  listener.on('error', options.onFault);
  const address = listener.address();
  const shut = () => {
    listener.close();
  };
  return {
    port: address !== null && typeof address === 'object' ? address.port : options.port,
    shut,
    close: (reason) => {
      shut();
      return people.sendAway(reason);
    },
  };
}

function listening(server: Server, { host, port }: SshGatewayOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
