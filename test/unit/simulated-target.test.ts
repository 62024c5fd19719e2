/** The target that measurements are made against: it keeps the contract of connectors, also where it is made to fail. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstPasswordOf, type SimulationPlan, simulationSchema } from '../../bench/simulation/plan.ts';
import { answerQuestions, simulationCounts, wrongClaims } from '../../bench/simulation/questions.ts';
import { newSimulation } from '../../bench/simulation/service.ts';
import { SimulatedTarget } from '../../bench/simulation/target.ts';
import type { ChangeSession, Login, Material, TargetContext } from '../../connectors/contract.ts';
import type { PostgresSettings } from '../../connectors/postgres.ts';
import { Secret } from '../../domain/secret.ts';
import { rejectsWith } from '../connectors/failure-expectations.ts';

const SEED = 'seed';
const PLACE = { address: '192.0.2.1', port: 5432 };
const CONTEXT: TargetContext<PostgresSettings> = {
  endpoint: { ...PLACE, trust: { kind: 'tls', ca_pem: null, server_name: null } },
  settings: { database: 'postgres', application_name: 'capstan', scram_iterations: 4096 },
  connectTimeoutMs: 1_000,
  operationTimeoutMs: 1_000,
  signal: new AbortController().signal,
};

const password = (text: string): Material => ({ kind: 'password', secret: new Secret(text) });
const firstOf = (username: string): Login => ({
  username,
  material: password(firstPasswordOf(SEED, { ...PLACE, username })),
});

function planWith(rest: object = {}): SimulationPlan {
  const honest = { seed: SEED, latency: { median: 0, p99: 0 }, logins: {}, changes: {} };
  return simulationSchema.shape.plan.parse({ ...honest, ...rest });
}

function targetWith(rest: object = {}): SimulatedTarget {
  return new SimulatedTarget(planWith(rest));
}

function opened(target: SimulatedTarget): Promise<ChangeSession> {
  assert.ok(target.connector.openChanges);
  return target.connector.openChanges(CONTEXT, { by: 'reconcile_account', login: firstOf('reconciler') });
}

describe('the simulated target', () => {
  it('takes the first password until it is changed, by whichever way, and then only the new one', async () => {
    const target = targetWith();
    const { connector } = target;
    await connector.login(CONTEXT, firstOf('one'));
    const [second, third] = [password('second'), password('third')];
    const authority = { by: 'self', login: firstOf('one') } as const;
    await connector.change(CONTEXT, { username: 'one', candidate: second, authority });
    await connector.login(CONTEXT, { username: 'one', material: second });
    const refused = { code: 'credential_invalid', effect: 'none' } as const;
    await rejectsWith(connector.login(CONTEXT, firstOf('one')), refused, []);
    const session = await opened(target);
    await session.change({ username: 'one', candidate: third });
    await session.close();
    await connector.login(CONTEXT, { username: 'one', material: third });
    assert.equal(target.takes({ ...PLACE, username: 'one' }, 'third'), true);
    // The same name at another place is another account.
    assert.equal(target.takes({ ...PLACE, port: 5433, username: 'one' }, 'third'), false);
  });

  for (const [kind, code, effect, isChanged, isOpen] of [
    ['refuse', 'access_denied', 'none', false, true],
    ['unreachable', 'unreachable', 'none', false, false],
    ['lost_before', 'unreachable', 'unknown', false, false],
    ['lost_after', 'unreachable', 'unknown', true, false],
  ] as const) {
    it(`says of a change that is made to end by ${kind} what is true`, async () => {
      const target = targetWith({ changes: { [kind]: 1 } });
      const session = await opened(target);
      const change = session.change({ username: 'one', candidate: password('second') });
      await rejectsWith(change, { code, effect }, []);
      assert.equal(target.takes({ ...PLACE, username: 'one' }, 'second'), isChanged);
      assert.equal(session.isOpen, isOpen);
      assert.deepEqual(target.counts.injected, { [kind]: 1 });
    });
  }

  it('lets the share of logins fail that it is told to, the same ones each time, but none of reconcile accounts', async () => {
    const failing = async () => {
      const target = targetWith({ logins: { refuse: 0.2, unreachable: 0.1 } });
      const codes = [];
      for (let number = 0; number < 1_000; number += 1) {
        const attempt = target.connector.login(CONTEXT, firstOf(`account_${number}`));
        codes.push(
          await attempt.then(
            () => null,
            (error: { code: string }) => error.code,
          ),
        );
      }
      for (let number = 0; number < 50; number += 1) await (await opened(target)).close();
      return codes;
    };
    const codes = await failing();
    const share = (code: string) => codes.filter((one) => one === code).length / codes.length;
    assert.ok(Math.abs(share('credential_invalid') - 0.2) < 0.04, `${share('credential_invalid')}`);
    assert.ok(Math.abs(share('unreachable') - 0.1) < 0.03, `${share('unreachable')}`);
    assert.deepEqual(await failing(), codes);
  });

  it('takes its time, and is given up where that is asked for', async () => {
    const target = targetWith({ latency: { median: 60_000, p99: 60_000 } });
    const abort = new AbortController();
    const login = target.connector.login({ ...CONTEXT, signal: abort.signal }, firstOf('one'));
    const outcome = rejectsWith(login, { code: 'timeout', effect: 'none' }, []);
    abort.abort();
    assert.equal((await outcome).aborted, true);
  });

  it('says over loopback which claims of passwords are wrong, and what it was asked, to whoever holds the token', async () => {
    const target = targetWith();
    const simulation = await newSimulation(planWith());
    const server = await answerQuestions(target, simulation);
    try {
      await target.connector.login(CONTEXT, firstOf('one'));
      const claim = { ...PLACE, username: 'one', password: firstOf('one').material.secret.reveal() };
      const wrong = { ...claim, username: 'two' };
      assert.deepEqual(await wrongClaims(simulation, [claim, wrong]), ['two']);
      assert.deepEqual(await simulationCounts(simulation), { logins: 1, changes: 0, injected: {} });
      await assert.rejects(simulationCounts({ ...simulation, token: 'x'.repeat(32) }), /answers 401/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
