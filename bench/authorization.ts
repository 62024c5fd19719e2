/** What deciding costs: the step alone and whole requests, for callers with 10 and with 10,000 grants, and without any. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Organizations } from '../api/authentication/organizations.ts';
import { AccessProfiles } from '../api/authorization/access-profiles.ts';
import { admit } from '../api/authorization/admit.ts';
import { loadContract } from '../api/contract.ts';
import { FIRST_ORGANIZATION_ID } from '../domain/permissions.ts';
import { Secret } from '../domain/secret.ts';
import { changeAccess } from '../store/access/change-access.ts';
import { openStore, type Store } from '../store/store.ts';
import { Load, type LoadAnswer } from './load.ts';
import { atLeast, atMost, type BenchOptions, type Row, ratioOf, spreadOf } from './measurement.ts';
import { administrator, registerTarget } from './operator.ts';
import { inTurns } from './rounds.ts';
import type { Stack } from './stack.ts';

interface Scale {
  readonly warmUps: number;
  readonly rounds: number;
  readonly seconds: number;
  /** Instead of seconds: no machine is too slow for them. */
  readonly requests?: number;
  /** Decisions of the step alone, per round. */
  readonly decisions: number;
  readonly many: number;
}

const FULL: Scale = { warmUps: 1, rounds: 4, seconds: 4, decisions: 2_000, many: 10_000 };
const QUICK: Scale = { warmUps: 0, rounds: 1, seconds: 0, requests: 200, decisions: 10, many: 1_000 };
const FEW = 10;
const CONNECTIONS = 50;
/** What authentication, decision and evidence may add to the slowest requests. */
const GOAL_TAIL = 5;
/** Far above every id that is given out: nobody's resources. */
const ELSEWHERE = 1_000_000_000;

const created = z.object({ id: z.number() });
const issued = z.object({ token: z.string() });
const access = z.object({ next_cursor: z.string().nullable() });

interface Holder {
  readonly id: number;
  readonly grants: number;
  readonly token: string;
}

/** @throws Error where a request is answered by anything but 2xx. */
export async function benchAuthorization(stack: Stack, { quick, progress }: BenchOptions): Promise<Row[]> {
  const scale = quick ? QUICK : FULL;
  const register = await registerTarget(stack);
  const { resourceId } = await register({ username: 'decided_upon', password: new Secret('never-used-at-any-target') });
  const store = await openStore(stack.mongodbUri);
  const load = new Load();
  try {
    progress(`grants on ${FEW} and on ${scale.many} resources`);
    const few = await holder(stack, store, resourceId, FEW);
    const many = await holder(stack, store, resourceId, scale.many);
    return [
      ...(await stepAlone(store, resourceId, few, many, scale)),
      ...(await wholeRequests(stack, load, resourceId, few, many, scale)),
      ...(await reports(stack, many, resourceId, scale)),
    ];
  } finally {
    load.close();
    await store.close();
  }
}

/** A user who holds viewer on the resource and on as many others as to make up `grants`. */
async function holder(stack: Stack, store: Store, resourceId: number, grants: number): Promise<Holder> {
  const api = administrator(stack);
  const password = `holds ${grants} grants`;
  const name = `holder-of-${grants}-${Date.now()}`;
  const { id } = await api.call('POST', '/v1/users', created, { name, password });
  const firstId = await store.nextId('grant');
  await store.models.counters.updateOne({ _id: 'grant' }, { $inc: { value: grants } });
  const now = new Date();
  const documents = Array.from({ length: grants }, (_, index) => ({
    _id: firstId + index,
    organization_id: FIRST_ORGANIZATION_ID,
    subject_type: 'user' as const,
    subject_id: id,
    subject_organization_id: FIRST_ORGANIZATION_ID,
    role: 'viewer',
    scope_id: 1,
    resource_id: index === 0 ? resourceId : ELSEWHERE + index,
    expires_at: null,
    status: 'active' as const,
    granted_by: 'bench',
    reason: null,
    revoked_at: null,
    created_at: now,
    updated_at: now,
    revision: 1,
    last_event_id: 'evt_bench',
  }));
  await store.models.grants.insertMany(documents);
  await store.transaction((session) => changeAccess(store, session, FIRST_ORGANIZATION_ID));
  const basic = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  const answer = await fetch(`${stack.baseUrl}/v1/me/tokens`, { method: 'POST', headers: { Authorization: basic } });
  if (!answer.ok) throw new Error(`POST /v1/me/tokens answered ${answer.status}`);
  return { id, grants, token: issued.parse(await answer.json()).token };
}

/** Everything between a known caller and an object that may be answered with: the epoch from MongoDB, the profile, both decisions. */
async function stepAlone(
  store: Store,
  resourceId: number,
  few: Holder,
  many: Holder,
  { warmUps, rounds, decisions }: Scale,
): Promise<Row[]> {
  const operation = (await loadContract()).operations.get('getResource');
  if (!operation) throw new Error('the contract has no getResource');
  const organizations = new Organizations(store);
  const profiles = new AccessProfiles(store);
  const decide = async ({ id }: Holder) => {
    const organization = await organizations.active(FIRST_ORGANIZATION_ID);
    const profile = await profiles.of({ type: 'user', id }, FIRST_ORGANIZATION_ID, organization?.access_epoch ?? 0);
    const facts = { actor: { authorizedResources: null }, isOwn: false, address: null, now: new Date() };
    admit({ ...facts, profile, operation }).requireFound('resource', { _id: resourceId, scope_id: 1 });
  };
  const timed = (subject: Holder, count: number) => async () => {
    const began = performance.now();
    for (let done = 0; done < count; done += 1) await decide(subject);
    return (performance.now() - began) / count;
  };
  const first = (subject: Holder) => async () => {
    await store.transaction((session) => changeAccess(store, session, FIRST_ORGANIZATION_ID));
    return timed(subject, 1)();
  };
  await inTurns(warmUps, { few: timed(few, 100), many: timed(many, 100) });
  const steady = await inTurns(rounds, { few: timed(few, decisions), many: timed(many, decisions) });
  const renewed = await inTurns(rounds * 5, { few: first(few), many: first(many) });
  const row = (what: string, { few: plain, many: capstan }: Record<'few' | 'many', number[]>, goal: number | null) => {
    const ratio = ratioOf(capstan, plain);
    return {
      what,
      unit: 'ms' as const,
      capstan: spreadOf(capstan),
      plain: spreadOf(plain),
      ratio,
      goal: goal === null ? null : atMost(goal, ratio.median),
    };
  };
  return [
    row(`a decision with ${written(many)} grants, against one with ${FEW}`, steady, 1.5),
    row('  the first after rights have changed', renewed, null),
  ];
}

async function wholeRequests(
  stack: Stack,
  load: Load,
  resourceId: number,
  few: Holder,
  many: Holder,
  { warmUps, rounds, seconds, requests }: Scale,
): Promise<Row[]> {
  const order = { connections: CONNECTIONS, seconds, requests };
  const get = (path: string, token?: string) => () =>
    load.put({ ...order, url: `${stack.baseUrl}${path}`, headers: token ? { Authorization: `Bearer ${token}` } : {} });
  const path = `/v1/resources/${resourceId}`;
  const sides = { few: get(path, few.token), many: get(path, many.token), open: get('/version') };
  await inTurns(warmUps, sides);
  const measured = await inTurns(rounds, sides);
  const pace = (answers: readonly LoadAnswer[]) => answers.map(({ perSecond }) => perSecond);
  const tail = (answers: readonly LoadAnswer[]) => answers.map(({ p99Ms }) => p99Ms);
  const tails = ratioOf(tail(measured.few), tail(measured.open));
  const paces = ratioOf(pace(measured.many), pace(measured.few));
  return [
    {
      what: `GET a resource with ${written(many)} grants, against ${FEW}`,
      unit: '/s',
      capstan: spreadOf(pace(measured.many)),
      plain: spreadOf(pace(measured.few)),
      ratio: paces,
      goal: atLeast(0.9, paces.median),
    },
    {
      what: '  its p99',
      unit: 'ms',
      capstan: spreadOf(tail(measured.many)),
      plain: spreadOf(tail(measured.few)),
      ratio: ratioOf(tail(measured.many), tail(measured.few)),
      goal: null,
    },
    {
      what: 'p99 of that GET (10 grants), against an unauthenticated GET',
      unit: 'ms',
      capstan: spreadOf(tail(measured.few)),
      plain: spreadOf(tail(measured.open)),
      ratio: tails,
      goal: atMost(GOAL_TAIL, tails.median),
    },
  ];
}

/** How many grants somebody holds, as a reader writes it. */
function written({ grants }: Holder): string {
  return grants.toLocaleString('en');
}

/** Pages of the two access reports, in an organization with all these grants. */
async function reports(stack: Stack, many: Holder, resourceId: number, { rounds }: Scale): Promise<Row[]> {
  const password = readFileSync(stack.adminPasswordFile, 'utf8').trim();
  const headers = { Authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}` };
  const page = (path: string) => async () => {
    const began = performance.now();
    const answer = await fetch(`${stack.baseUrl}${path}`, { headers });
    access.parse(await answer.json());
    return performance.now() - began;
  };
  const sides = {
    user: page(`/v1/users/${many.id}/access?limit=100`),
    resource: page(`/v1/resources/${resourceId}/access?limit=100`),
  };
  const measured = await inTurns(rounds * 5, sides);
  const row = (what: string, times: readonly number[]): Row => {
    const spread = spreadOf(times);
    return { what, unit: 'ms', capstan: spread, plain: null, ratio: null, goal: atMost(300, spread.median, ' ms') };
  };
  return [
    row(`what a user with ${written(many)} grants can reach, first page`, measured.user),
    row('who can reach a resource, first page', measured.resource),
  ];
}
