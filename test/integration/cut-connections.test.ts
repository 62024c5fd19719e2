/**
 * The line to the target is cut in the middle of a rotation, at many places: what the job says of the
 * effect is never more than is true, the vault holds what works, and the next operation settles what is in doubt.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CredentialOperation } from '../../domain/job.ts';
import { type CuttingProxy, type PassLimits, startCuttingProxy } from '../support/cutting-proxy.ts';
import { type Engines, environmentOf, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { type ManagedAccount, ManagedAccounts } from '../support/managed-accounts.ts';
import { PostgresTarget } from '../support/postgres-target.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { SshTarget } from '../support/ssh-target.ts';

/** Places per direction where the line is cut for good, and where it is cut once. */
const CUTS = 5;
const SHORT_CUTS = 3;
const TIMEOUTS = { connect_ms: 5_000, operation_ms: 5_000, settle_ms: 1_000 };

describe('a connection that is cut in the middle of a rotation', () => {
  let engines: Engines;
  let estate: Estate;
  let postgres: PostgresTarget;
  let ssh: SshTarget;
  let worker: RoleProcess;
  let accounts: ManagedAccounts;
  const proxies: CuttingProxy[] = [];

  before(async () => {
    [postgres, ssh] = await Promise.all([PostgresTarget.start(), SshTarget.start()]);
    engines = await startEngines();
    estate = await Estate.open(engines);
    accounts = new ManagedAccounts(estate, postgres, ssh);
    worker = startRole('worker/main.ts', environmentOf(engines));
    await worker.printed('Worker is ready');
  });

  after(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await worker?.stop();
    await estate?.close();
    await engines?.stop();
    await Promise.all([postgres?.stop(), ssh?.stop()]);
  });

  type Kind = 'role' | 'login';
  interface Line {
    readonly account: ManagedAccount;
    readonly proxy: CuttingProxy;
  }

  /** An account with a line of its own to the server. */
  async function accountBehindProxy(kind: Kind): Promise<Line> {
    const proxy = await startCuttingProxy(kind === 'role' ? postgres.server.port : ssh.server.port);
    proxies.push(proxy);
    return { account: await accounts[kind]({ port: proxy.port, platform: { timeouts: TIMEOUTS } }), proxy };
  }

  /** Many at once take their time on a small machine. */
  const run = async (operation: CredentialOperation, { resource }: ManagedAccount) =>
    estate.ended(await estate.request(operation, resource), 120_000);

  /** Bytes that a whole rotation takes in each direction, to make the change and to prove it. */
  async function conversationOf(kind: Kind): Promise<ReturnType<CuttingProxy['passed']>> {
    const { account, proxy } = await accountBehindProxy(kind);
    assert.equal((await run('rotate', account)).job.status, 'succeeded');
    await proxy.idle();
    assert.equal(proxy.passed().connections, 2);
    return proxy.passed();
  }

  async function placesOf(kind: Kind, cuts: number): Promise<PassLimits[]> {
    const whole = await conversationOf(kind);
    return (['fromClient', 'fromServer'] as const).flatMap((direction) =>
      Array.from({ length: cuts }, (_, i) => ({ [direction]: Math.round((whole[direction] * (i + 0.5)) / cuts) })),
    );
  }

  /** Rotates with the line cut as told, and holds what the job says against what the target does. */
  async function rotateCut({ account, proxy }: Line, cut: PassLimits) {
    const at = JSON.stringify(cut);
    proxy.cutAfter(cut);
    const { job, item, steps } = await run('rotate', account);
    const story = `${at}: ${JSON.stringify(steps.map(({ step, outcome, code, detail }) => [step, outcome, code, detail]))}`;
    const states = await accounts.statesOf(account);
    const working = await accounts.workingStatesOf(account);
    await accounts.mustHoldWorkingSecret(account);
    assert.equal(job.status, item.status === 'unknown' ? 'completed_with_errors' : item.status, story);
    switch (item.effect) {
      case 'applied':
        assert.equal(item.status, 'succeeded', story);
        assert.deepEqual([states, working], [['previous', 'current'], ['current']], story);
        break;
      case 'none':
        assert.deepEqual([item.status, item.code], ['failed', 'unreachable'], story);
        assert.deepEqual([states, working], [['current', 'retired'], ['current']], story);
        break;
      default:
        assert.deepEqual([item.status, item.code, item.effect], ['unknown', 'unreachable', 'unknown'], story);
        assert.deepEqual(states, ['current', 'pending'], `the doubtful candidate stays; ${story}`);
        assert.equal(await accounts.statusOf(account), 'unknown', story);
    }
    return { effect: item.effect, working };
  }

  /** The line is whole again: the next operations settle the doubt and leave none. */
  async function settles({ account, proxy }: Line, doubt: { effect: string | null | undefined; working: string[] }) {
    proxy.cutAfter({});
    const verified = await run('verify', account);
    assert.equal(verified.job.status, 'succeeded', JSON.stringify(verified.steps));
    assert.equal(await accounts.statusOf(account), 'verified');
    if (doubt.effect === 'unknown' && doubt.working.includes('pending')) {
      assert.deepEqual(await accounts.statesOf(account), ['previous', 'current'], 'the candidate was adopted');
    }
    const rotated = await run('rotate', account);
    assert.equal(rotated.job.status, 'succeeded', JSON.stringify(rotated.steps));
    assert.ok(!(await accounts.statesOf(account)).includes('pending'));
    assert.deepEqual(await accounts.workingStatesOf(account), ['current']);
  }

  for (const [kind, what] of [
    ['role', 'a PostgreSQL role'],
    ['login', 'a Linux account'],
  ] as const) {
    it(`${what}: wherever the line goes, what works stays in the vault and is found again`, async () => {
      const places = await placesOf(kind, CUTS);
      const seen = await Promise.all(
        places.map(async (place) => {
          const line = await accountBehindProxy(kind);
          const result = await rotateCut(line, place);
          await settles(line, result);
          return result;
        }),
      );
      const count = (effect: string, works: string) =>
        seen.filter((result) => result.effect === effect && result.working.includes(works)).length;
      assert.ok(count('none', 'current') > 0, 'some cut came before the change');
      assert.ok(count('unknown', 'pending') > 0, 'some cut came between the change and its proof');
    });

    it(`${what}: after a short break the rotation ends by itself, and in no doubt`, async () => {
      const places = await placesOf(kind, SHORT_CUTS);
      const seen = await Promise.all(
        [...places, { connections: 1 }].map(async (place) => {
          const line = await accountBehindProxy(kind);
          const result = await rotateCut(line, { ...place, once: true });
          assert.notEqual(result.effect, 'unknown');
          await settles(line, result);
          return result.effect;
        }),
      );
      assert.equal(seen.at(-1), 'applied', 'a break between the change and its proof costs nothing');
    });
  }
});
