/**
 * How an organization of very many resources stands: what a rating of all of them takes, how soon a change of one shows in
 * it, what a question to reports takes, and how far reports are behind while records are written.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { FIRST_ORGANIZATION_ID } from '../domain/permissions.ts';
import { Secret } from '../domain/secret.ts';
import type { ApiClient } from '../launcher/tour/api-client.ts';
import { databaseTime } from '../store/database-clock.ts';
import { changePolicies } from '../store/policy/policy-book.ts';
import { reportAge } from '../store/reporting/report-age.ts';
import type { Store } from '../store/store.ts';
import { Accounts } from './bulk/accounts.ts';
import { withStore } from './bulk/with-store.ts';
import { offer } from './ledger/offer.ts';
import { atLeast, atMost, type BenchOptions, type Goal, quantile, type Row, spreadOf } from './measurement.ts';
import { administrator } from './operator.ts';
import type { Stack } from './stack.ts';

interface Scale {
  readonly resources: number;
  readonly questions: number;
  readonly changes: number;
  readonly seconds: number;
}

const FULL: Scale = { resources: 100_000, questions: 30, changes: 10, seconds: 20 };
const QUICK: Scale = { resources: 50, questions: 1, changes: 1, seconds: 1 };
const GOAL_RATING_MS = 1_000;
const GOAL_CHANGE_MS = 5_000;
const RECORDS_PER_SECOND = 500;
const WITHIN_MS = 30 * 60_000;
const CHANGE_WITHIN_MS = 60_000;

const rating = z.object({ resources: z.number() });
const answered = z.object({ data: z.object({ finding_counts: z.array(z.object({ count: z.number() })) }) });
const RATING = '/v1/compliance/ratings';

/** @throws Error where what was changed does not come to be seen. */
export async function benchPosture(stack: Stack, options: BenchOptions): Promise<Row[]> {
  const scale = options.quick ? QUICK : FULL;
  const resources = options.resources ?? scale.resources;
  return withStore(stack, async (store, vault) => {
    const { progress } = options;
    const api = administrator(stack);
    const ids = await addResources(new Accounts(store, vault), stack, resources, progress);
    progress(`first look at ${resources} resources`);
    const looked = await firstLook(store, api, resources);
    progress('ratings, changes, and questions to reports');
    const rated = await timed(scale.questions, () => api.call('GET', RATING, rating));
    const changed = await changes(api, ids.slice(0, scale.changes));
    await caughtUp(store);
    const asked = await timed(scale.questions, () => api.call('POST', '/v1/graphql', answered, COUNTS));
    progress(`how far reports are behind while ${RECORDS_PER_SECOND} records are written a second`);
    const { lags, perSecond } = await lagUnderLoad(stack, store, scale.seconds);
    return [
      row(`resources looked at for the first time, of ${resources}`, '/s', [looked]),
      row('rating of all of them', 'ms', rated, (median) => atMost(GOAL_RATING_MS, median, ' ms')),
      row('from a change of one of them to its rating', 'ms', changed, (median) =>
        atMost(GOAL_CHANGE_MS, median, ' ms'),
      ),
      row('findings by day and severity, by reports', 'ms', asked),
      row(`records written at ${RECORDS_PER_SECOND}/s`, '/s', [perSecond], (median) =>
        atLeast(RECORDS_PER_SECOND * 0.95, median),
      ),
      row('  age of reports meanwhile, p50', 'ms', [quantile(lags, 0.5)]),
      row('  age of reports meanwhile, p99', 'ms', [quantile(lags, 0.99)]),
    ];
  });
}

const COUNTS = { query: '{ finding_counts(by: [day, severity]) { count } }' };

function row(what: string, unit: Row['unit'], values: readonly number[], goalOf?: (median: number) => Goal): Row {
  const capstan = spreadOf(values);
  return { what, unit, capstan, plain: null, ratio: null, goal: goalOf?.(capstan.median) ?? null };
}

async function addResources(
  accounts: Accounts,
  { postgres }: Stack,
  count: number,
  progress: BenchOptions['progress'],
): Promise<number[]> {
  progress(`${count} resources`);
  const password = new Secret('never-used-at-any-target');
  const named = (name: string) => ({ username: name, password });
  const trust = { kind: 'tls', ca_pem: postgres.caPem, server_name: null } as const;
  const deviceId = await accounts.addDevice({ port: postgres.port, trust }, named('posture_reconciles'));
  const platformId = await accounts.addPlatform({ change_by: 'self', max_parallel_per_device: 4 });
  const many = Array.from({ length: count }, (_, index) => named(`posture_${index}`));
  const added = await accounts.addAccounts(many, [{ deviceId, platformId }]);
  return added.map(({ resource }) => resource);
}

/** They have come past the log: a change of policies has all of them looked at. @returns resources a second. */
async function firstLook(store: Store, api: ApiClient, count: number): Promise<number> {
  await store.transaction((session) => changePolicies(store, session, FIRST_ORGANIZATION_ID));
  const began = performance.now();
  await soon(
    WITHIN_MS,
    'all resources to be rated',
    async () => (await api.call('GET', RATING, rating)).resources >= count,
  );
  return count / ((performance.now() - began) / 1_000);
}

async function timed(times: number, ask: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const began = performance.now();
    await ask();
    took.push(performance.now() - began);
  }
  return took;
}

/** Each resource is taken out of what is rated, by the API, until the rating of the root says so. */
async function changes(api: ApiClient, ids: readonly number[]): Promise<number[]> {
  const took: number[] = [];
  for (const id of ids) {
    const { resources: before } = await api.call('GET', RATING, rating);
    const began = performance.now();
    await api.call('POST', `/v1/resources/${id}/deactivate`, z.unknown());
    await soon(CHANGE_WITHIN_MS, `resource ${id} to leave the rating`, async () => {
      const { resources } = await api.call('GET', RATING, rating);
      return resources === before - 1;
    });
    took.push(performance.now() - began);
  }
  return took;
}

/** Until reports have followed, so that they are asked with all that is to be counted. */
function caughtUp(store: Store): Promise<void> {
  return soon(WITHIN_MS, 'reports to have followed', async () => {
    const { asOf, behind } = await reportAge(store, FIRST_ORGANIZATION_ID, await databaseTime(store));
    return asOf !== null && behind < RECORDS_PER_SECOND;
  });
}

/** @returns how old reports were each time that they were looked at, in ms, ascending, and how many records were written. */
async function lagUnderLoad({ mongodbUri }: Stack, store: Store, seconds: number) {
  const lags: number[] = [];
  let isOver = false;
  const offered = offer({ mongodbUri, seconds, perSecond: RECORDS_PER_SECOND, organizations: 1 }).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const { lagMs, behind } = await reportAge(store, FIRST_ORGANIZATION_ID, await databaseTime(store));
    // Until the first records come there is nothing to be seen.
    if (lagMs !== null && (behind > 0 || lags.length > 0)) lags.push(lagMs);
    await delay(100);
  }
  const { perSecond } = await offered;
  return { lags: lags.toSorted((one, other) => one - other), perSecond };
}

async function soon(withinMs: number, what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited ${withinMs / 1_000} s for ${what}`);
    await delay(20);
  }
}
