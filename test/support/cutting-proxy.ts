/** TCP proxy on loopback that cuts connections after a given number of bytes, in either direction, or of connections. */

import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What may pass; a limit that is not given is none. Once a limit is reached, all that comes later is cut as well. */
export interface PassLimits {
  /** Bytes, over all connections. */
  readonly fromClient?: number;
  readonly fromServer?: number;
  /** Connections beyond that many are cut as they come. */
  readonly connections?: number;
  /** After the first cut nothing is cut any more: a line that broke and is whole again. */
  readonly once?: boolean;
}

export interface CuttingProxy {
  readonly port: number;
  /** What has passed since the last `cutAfter`; the bytes over all connections. */
  passed(): { readonly fromClient: number; readonly fromServer: number; readonly connections: number };
  /** Sets the limits for what comes now and starts counting anew; the byte at the limit still passes. */
  cutAfter(limits: PassLimits): void;
  /** How many clients were served at once, at most. */
  mostAtOnce(): number;
  /** Resolves when no connection is open any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const UNLIMITED: Required<PassLimits> = {
  fromClient: Number.POSITIVE_INFINITY,
  fromServer: Number.POSITIVE_INFINITY,
  connections: Number.POSITIVE_INFINITY,
  once: false,
};

/** Starts a proxy before `127.0.0.1:targetPort` that at first cuts nothing. */
export async function startCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  let limits: Required<PassLimits> = UNLIMITED;
  let passed = { fromClient: 0, fromServer: 0, connections: 0 };
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
      if (limits.once) limits = UNLIMITED;
      // What passed arrives; then both ends see the connection go.
      to.end(part);
      to.destroySoon();
      from.destroy();
    });
    from.once('end', () => to.end());
    from.once('close', () => to.destroySoon());
  };
  const served: Served[] = [];
  let moment = 0;
  const server = createServer((client) => {
    passed.connections += 1;
    moment += 1;
    const one = { from: moment, until: moment };
    served.push(one);
    if (passed.connections > limits.connections) {
      track(client);
      if (limits.once) limits = UNLIMITED;
      client.destroy();
      return;
    }
    const target = connect(targetPort, '127.0.0.1');
    track(client);
    track(target);
    let answered = moment;
    target.on('data', () => {
      moment += 1;
      answered = moment;
    });
    client.on('data', () => {
      one.until = answered;
    });
    relay(client, target, 'fromClient');
    relay(target, client, 'fromServer');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    passed: () => ({ ...passed }),
    mostAtOnce: () => mostAtOnce(served),
    cutAfter(wanted) {
      limits = { ...UNLIMITED, ...wanted };
      passed = { fromClient: 0, fromServer: 0, connections: 0 };
    },
    idle: () => (open.size === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
    close() {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/**
 * From when to when, counted in what the proxy saw: until the last answer that the client went on from. That it has gone may be
 * heard after the next one has come, for on a busy machine the two take different ways through the kernel.
 */
interface Served {
  readonly from: number;
  until: number;
}

function mostAtOnce(served: readonly Served[]): number {
  const alongside = served.map(({ from: begun }) =>
    served.filter(({ from, until }) => from <= begun && begun <= until),
  );
  return Math.max(0, ...alongside.map(({ length }) => length));
}
