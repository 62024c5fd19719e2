/** Requests for one resource, authenticated, validated and on record, against a bare handler that reads the same document. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Secret } from '../domain/secret.ts';
import { forkProcess } from './fork-process.ts';
import { Load, type LoadAnswer } from './load.ts';
import { atLeast, atMost, type BenchOptions, type Row, ratioOf, spreadOf } from './measurement.ts';
import { accessToken, registerTarget } from './operator.ts';
import { inTurns } from './rounds.ts';
import type { Stack } from './stack.ts';

interface Scale {
  readonly rounds: number;
  /** 0: none. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** Instead of seconds: no machine is too slow for them. */
  readonly requests?: number;
}

const FULL: Scale = { rounds: 4, warmUpSeconds: 3, seconds: 4 };
const QUICK: Scale = { rounds: 1, warmUpSeconds: 0, seconds: 0, requests: 200 };
const CONNECTIONS = 50;
const GOAL_RATIO = 0.5;
const GOAL_TAIL = 3;

/** @throws Error where a request is answered by anything but 2xx. */
export async function benchResourceRead(stack: Stack, { quick, progress }: BenchOptions): Promise<Row[]> {
  const { rounds, warmUpSeconds, seconds, requests } = quick ? QUICK : FULL;
  const register = await registerTarget(stack);
  const { resourceId } = await register({ username: 'read_only', password: new Secret('never-used-at-any-target') });
  const path = `/v1/resources/${resourceId}`;
  const bare = forkProcess(new URL('./bare-server.ts', import.meta.url), { BARE_MONGODB_URI: stack.mongodbUri });
  const load = new Load();
  try {
    const [port]: unknown[] = await once(bare, 'message');
    const bareUrl = `http://127.0.0.1:${port}/resources/${resourceId}`;
    const password = readFileSync(stack.adminPasswordFile, 'utf8').trim();
    const basic = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
    const bearer = `Bearer ${await accessToken(stack)}`;
    const sides = (duration: number) => {
      const order = { connections: CONNECTIONS, seconds: duration, requests };
      const capstan = (Authorization: string) => () =>
        load.put({ ...order, url: `${stack.baseUrl}${path}`, headers: { Authorization } });
      return {
        bare: () => load.put({ ...order, url: bareUrl, headers: {} }),
        bearer: capstan(bearer),
        basic: capstan(basic),
      };
    };
    progress(`requests for a resource, ${CONNECTIONS} connections`);
    for (const how of [bearer, basic]) await expectSameResource(bareUrl, `${stack.baseUrl}${path}`, how);
    if (warmUpSeconds > 0) await inTurns(1, sides(warmUpSeconds));
    const measured = await inTurns(rounds, sides(seconds));
    return [
      ...rowsOf('bearer token', measured.bearer, measured.bare),
      ...rowsOf('Basic', measured.basic, measured.bare),
    ];
  } finally {
    load.close();
    bare.kill();
  }
}

function rowsOf(how: string, capstan: readonly LoadAnswer[], bare: readonly LoadAnswer[]): Row[] {
  const pace = (answers: readonly LoadAnswer[]) => answers.map(({ perSecond }) => perSecond);
  const ratio = ratioOf(pace(capstan), pace(bare));
  const latency = (field: 'p50Ms' | 'p99Ms', goal: Row['goal']): Row => {
    const of = (answers: readonly LoadAnswer[]) => answers.map((answer) => answer[field]);
    return {
      what: `  its ${field === 'p50Ms' ? 'p50' : 'p99'}`,
      unit: 'ms',
      capstan: spreadOf(of(capstan)),
      plain: spreadOf(of(bare)),
      ratio: ratioOf(of(capstan), of(bare)),
      goal,
    };
  };
  const tail = spreadOf(capstan.map(({ p50Ms, p99Ms }) => p99Ms / p50Ms)).median;
  const tailGoal = atMost(GOAL_TAIL, tail);
  return [
    {
      what: `GET a resource (${how}), against a bare handler`,
      unit: '/s',
      capstan: spreadOf(pace(capstan)),
      plain: spreadOf(pace(bare)),
      ratio,
      goal: atLeast(GOAL_RATIO, ratio.median),
    },
    latency('p50Ms', null),
    latency('p99Ms', { ...tailGoal, text: `${tailGoal.text} of its p50 (${tail.toFixed(1)})` }),
  ];
}

/** A comparison of two different documents, or of an error, would be none. */
async function expectSameResource(bareUrl: string, url: string, Authorization: string): Promise<void> {
  const answers = await Promise.all([fetch(bareUrl), fetch(url, { headers: { Authorization } })]);
  const [bare, capstan] = await Promise.all(answers.map(async (answer) => Object(await answer.json())));
  if (bare._id !== capstan.id || bare.name !== capstan.name)
    throw new Error('the two handlers answer different things');
}
