/** TCP proxy on loopback that cuts a connection after a given number of bytes, in either direction. */

import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface CuttingProxy {
  readonly port: number;
  /** Bytes that have passed since the last `cutAfter`, both counts over all connections. */
  passed(): { readonly fromClient: number; readonly fromServer: number };
  /** Sets the limits for what comes now and starts counting anew; the byte at the limit still passes. */
  cutAfter(limits: { readonly fromClient?: number; readonly fromServer?: number }): void;
  /** Resolves when no connection is open any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a proxy before `127.0.0.1:targetPort` that at first cuts nothing. */
export async function startCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  let limits = { fromClient: Number.POSITIVE_INFINITY, fromServer: Number.POSITIVE_INFINITY };
  let passed = { fromClient: 0, fromServer: 0 };
  const open = new Set<Socket>();
  let onIdle: (() => void)[] = [];

  const track = (socket: Socket) => {
    open.add(socket);
    // A reset is what this proxy is for; 'close' follows.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      open.delete(socket);
      if (open.size > 0) return;
      for (const tell of onIdle) tell();
      onIdle = [];
    });
  };
  const relay = (from: Socket, to: Socket, direction: 'fromClient' | 'fromServer') => {
    from.on('data', (chunk) => {
      const room = limits[direction] - passed[direction];
      const part = chunk.subarray(0, Math.max(room, 0));
      passed[direction] += part.length;
      if (part.length === chunk.length) {
        to.write(part);
        return;
      }
      // What passed arrives; then both ends see the connection go.
      to.end(part);
      to.destroySoon();
      from.destroy();
    });
    from.once('end', () => to.end());
    from.once('close', () => to.destroySoon());
  };
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1');
    track(client);
    track(target);
    relay(client, target, 'fromClient');
    relay(target, client, 'fromServer');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    passed: () => ({ ...passed }),
    cutAfter({ fromClient = Number.POSITIVE_INFINITY, fromServer = Number.POSITIVE_INFINITY }) {
      limits = { fromClient, fromServer };
      passed = { fromClient: 0, fromServer: 0 };
    },
    idle: () => (open.size === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
    close() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
