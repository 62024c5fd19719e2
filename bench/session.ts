/** Sessions over SSH through a gateway, recorded, against plain SSH to the same server. */

import { setTimeout as delay } from 'node:timers/promises';
import type ssh2 from 'ssh2';
import { type BenchOptions, quantile, type Row, ratioOf, spreadOf } from './measurement.ts';
import { inTurns } from './rounds.ts';
import { GatewayUnderLoad } from './session/gateway-under-load.ts';
import { connected, echo, type Place, read, started } from './session/side.ts';
import type { Stack } from './stack.ts';

interface Scale {
  readonly rounds: number;
  /** Set-ups a round. */
  readonly setUps: number;
  readonly echoes: number;
  readonly megabytes: number;
  readonly idle: number;
  readonly busy: number;
  readonly busyForMs: number;
}

const FULL: Scale = { rounds: 3, setUps: 20, echoes: 1_000, megabytes: 64, idle: 50, busy: 80, busyForMs: 20_000 };
const QUICK: Scale = { rounds: 1, setUps: 1, echoes: 10, megabytes: 1, idle: 2, busy: 2, busyForMs: 500 };
const MIB = 1024 * 1024;
const OPEN_AT_ONCE = 4;

/** @throws Error where something failed that was to be timed. */
export async function benchSession(stack: Stack, { quick, progress }: BenchOptions): Promise<Row[]> {
  const scale = quick ? QUICK : FULL;
  const gateway = await GatewayUnderLoad.start(stack);
  try {
    progress('sessions: set-up');
    const rows = await setUp(gateway, scale);
    progress('sessions: echo');
    rows.push(...(await echoes(gateway, scale)));
    progress('sessions: throughput');
    rows.push(await throughput(gateway, scale));
    progress(`sessions: ${scale.idle} idle ones, and ${scale.busy} that print a line each two seconds`);
    rows.push(await idleMemory(gateway, scale), await busyCores(gateway, scale));
    return rows;
  } finally {
    await gateway.stop();
  }
}

async function withClient<Result>(place: Place, work: (client: ssh2.Client) => Promise<Result>): Promise<Result> {
  const client = await connected(place);
  try {
    return await work(client);
  } finally {
    client.end();
  }
}

/** From the first packet to the end of the output of `true`: one after another. */
async function setUp(gateway: GatewayUnderLoad, { rounds, setUps }: Scale): Promise<Row[]> {
  const cpuMs: number[] = [];
  const timed = async (places: readonly Place[]) => {
    const latencies: number[] = [];
    for (const place of places) {
      const began = performance.now();
      await withClient(place, (client) => read(client, 'true'));
      latencies.push(performance.now() - began);
    }
    return quantile(
      latencies.toSorted((a, b) => a - b),
      0.5,
    );
  };
  const { capstan, plain } = await inTurns(rounds, {
    plain: () => timed(Array.from({ length: setUps }, () => gateway.target)),
    capstan: async () => {
      const places: Place[] = [];
      for (let count = 0; count < setUps; count += 1) places.push(await gateway.session());
      const before = await gateway.cost();
      const median = await timed(places);
      const after = await gateway.cost();
      cpuMs.push(((after.cpuSeconds - before.cpuSeconds) * 1_000) / setUps);
      return median;
    },
  });
  const what = 'a session over SSH, from connecting to the end of a command';
  return [
    {
      what: `${what}, p50`,
      unit: 'ms',
      capstan: spreadOf(capstan),
      plain: spreadOf(plain),
      ratio: ratioOf(capstan, plain),
      goal: null,
    },
    { what: '  CPU of the gateway for it', unit: 'ms', capstan: spreadOf(cpuMs), plain: null, ratio: null, goal: null },
  ];
}

async function echoes(gateway: GatewayUnderLoad, { rounds, echoes: times }: Scale): Promise<Row[]> {
  const { capstan, plain } = await inTurns(rounds, {
    plain: () => withClient(gateway.target, (client) => echo(client, times)),
    capstan: async () => withClient(await gateway.session(), (client) => echo(client, times)),
  });
  return [0.5, 0.99].map((share) => {
    const of = (side: readonly (readonly number[])[]) => side.map((latencies) => quantile(latencies, share));
    return {
      what: `a byte there and back, p${share * 100}`,
      unit: 'ms',
      capstan: spreadOf(of(capstan)),
      plain: spreadOf(of(plain)),
      ratio: ratioOf(of(capstan), of(plain)),
      goal: null,
    };
  });
}

async function throughput(gateway: GatewayUnderLoad, { rounds, megabytes }: Scale): Promise<Row> {
  // Lines of text, as somebody's output is.
  const command = `yes 'a line of output that somebody might see' | head -c ${megabytes * MIB}`;
  const pace = async (place: Place) =>
    withClient(place, async (client) => {
      const began = performance.now();
      const bytes = await read(client, command);
      if (bytes !== megabytes * MIB) throw new Error(`${bytes} bytes came instead of ${megabytes} MiB`);
      return bytes / MIB / ((performance.now() - began) / 1_000);
    });
  const { capstan, plain } = await inTurns(rounds, {
    plain: () => pace(gateway.target),
    capstan: async () => pace(await gateway.session()),
  });
  return {
    what: 'output of a command, recorded',
    unit: 'MB/s',
    capstan: spreadOf(capstan),
    plain: spreadOf(plain),
    ratio: ratioOf(capstan, plain),
    goal: null,
  };
}

/** Opens many sessions, each at work with `command`. */
async function opened(gateway: GatewayUnderLoad, count: number, command: string): Promise<ssh2.Client[]> {
  const clients: ssh2.Client[] = [];
  const work = async () => {
    while (clients.length < count) {
      const client = await connected(await gateway.session());
      clients.push(client);
      const channel = await started(client, command);
      channel.resume();
    }
  };
  await Promise.all(Array.from({ length: OPEN_AT_ONCE }, work));
  return clients;
}

async function idleMemory(gateway: GatewayUnderLoad, { idle }: Scale): Promise<Row> {
  const before = await gateway.cost();
  const clients = await opened(gateway, idle, 'cat');
  const after = await gateway.cost();
  for (const client of clients) client.end();
  const each = Math.max(0, after.residentBytes - before.residentBytes) / clients.length;
  return {
    what: `memory of an idle session, of ${idle}`,
    unit: 'bytes',
    capstan: spreadOf([each]),
    plain: null,
    ratio: null,
    goal: null,
  };
}

async function busyCores(gateway: GatewayUnderLoad, { busy, busyForMs }: Scale): Promise<Row> {
  const clients = await opened(gateway, busy, 'while sleep 2; do echo a line of output that somebody might see; done');
  const before = await gateway.cost();
  const began = performance.now();
  await delay(busyForMs);
  const after = await gateway.cost();
  const cores = (after.cpuSeconds - before.cpuSeconds) / ((performance.now() - began) / 1_000);
  for (const client of clients) client.end();
  return {
    what: `sessions that print a line each two seconds, on a core, from ${busy}`,
    unit: 'sessions',
    capstan: spreadOf([clients.length / cores]),
    plain: null,
    ratio: null,
    goal: null,
  };
}
