/** What every connector guarantees, as one suite that runs against a real server of its kind. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Authority, Connector, Endpoint, Login, Material, TargetContext } from '../../connectors/contract.ts';
import type { EndpointTrust } from '../../domain/target.ts';
import type { TargetFailureCode } from '../../domain/target-failure.ts';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts';
import { type SilentServer, startSilentServer } from '../support/silent-server.ts';
import { failureOf, rejectsWith } from './failure-expectations.ts';
import { keptChangesContract } from './kept-changes-contract.ts';

export interface ConnectorFixture {
  readonly connector: Connector;
  /** The real server. */
  readonly endpoint: Endpoint;
  /** Makes a fresh managed account whose credential works. */
  newAccount(): Promise<Login>;
  /** A credential that nobody has yet. */
  newMaterial(): Material;
  readonly reconcileAccount: Login;
  /** Trust that does not fit the server, and what it leads to. */
  readonly wrongTrust: readonly { readonly trust: EndpointTrust; readonly code: TargetFailureCode }[];
  /** Connections that the server holds open for `username`. */
  openConnections(username: string): Promise<number>;
  stop(): Promise<void>;
}

export interface ConnectorContractOptions {
  /** Whether the old secret still works after a change: keys do until they are removed. */
  readonly oldSecret: 'refused' | 'works';
  /** How many places of the conversation are cut in each direction. */
  readonly cuts: number;
  /** Whether it keeps a connection for many changes. Default false. */
  readonly keepsChanges?: boolean;
  /** Whether there is nothing to change at its targets. Default false. */
  readonly changesNothing?: boolean;
}

/** Registers the suite; `start` brings up the server. */
export function connectorContract(
  name: string,
  start: () => Promise<ConnectorFixture>,
  { oldSecret, cuts, keepsChanges = false, changesNothing = false }: ConnectorContractOptions,
): void {
  describe(`${name}: what every connector guarantees`, { concurrency: false }, () => {
    let fixture: ConnectorFixture;
    let proxy: CuttingProxy;
    let silent: SilentServer;
    let socketsAtRest: number;

    before(async () => {
      fixture = await start();
      proxy = await startCuttingProxy(fixture.endpoint.port);
      silent = await startSilentServer();
      socketsAtRest = openSockets();
    });
    after(async () => {
      await proxy?.close();
      await silent?.close();
      await fixture?.stop();
    });

    const target = (changes: Partial<Endpoint> = {}, rest: Partial<TargetContext> = {}): TargetContext => ({
      endpoint: { ...fixture.endpoint, ...changes },
      settings: {},
      connectTimeoutMs: 10_000,
      operationTimeoutMs: 10_000,
      signal: new AbortController().signal,
      ...rest,
    });
    const self = (login: Login): Authority => ({ by: 'self', login });
    const reconcile = (): Authority => ({ by: 'reconcile_account', login: fixture.reconcileAccount });
    const worksAt = async (login: Login): Promise<boolean> => {
      try {
        await fixture.connector.login(target(), login);
        return true;
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'credential_invalid', String(error));
        return false;
      }
    };

    it('logs in with the working credential', async () => {
      await fixture.connector.login(target(), await fixture.newAccount());
    });

    it('says credential_invalid, and that nothing was done, to a wrong secret', async () => {
      const { username } = await fixture.newAccount();
      const wrong = fixture.newMaterial();
      const attempt = fixture.connector.login(target(), { username, material: wrong });
      const { judged } = await rejectsWith(attempt, { code: 'credential_invalid', effect: 'none' }, [wrong]);
      assert.equal(judged, true);
    });

    if (!changesNothing) {
      for (const by of ['self', 'reconcile_account'] as const) {
        it(`makes the candidate work when ${by} changes it, and the old secret then ${oldSecret}`, async () => {
          const account = await fixture.newAccount();
          const candidate = fixture.newMaterial();
          const authority = by === 'self' ? self(account) : reconcile();
          await fixture.connector.change(target(), { username: account.username, candidate, authority });
          assert.equal(await worksAt({ username: account.username, material: candidate }), true);
          assert.equal(await worksAt(account), oldSecret === 'works');
        });
      }

      it('does no harm when the same change is made twice', async () => {
        const account = await fixture.newAccount();
        const { username } = account;
        const candidate = fixture.newMaterial();
        const changed = { username, material: candidate };
        await fixture.connector.change(target(), { username, candidate, authority: self(account) });
        await fixture.connector.change(target(), { username, candidate, authority: self(changed) });
        await fixture.connector.change(target(), { username, candidate, authority: reconcile() });
        await fixture.connector.change(target(), { username, candidate, authority: reconcile() });
        assert.equal(await worksAt(changed), true);
      });

      it('changes nothing when the authority is refused', async () => {
        const account = await fixture.newAccount();
        const candidate = fixture.newMaterial();
        const wrong = { username: account.username, material: fixture.newMaterial() };
        const attempt = fixture.connector.change(target(), {
          username: account.username,
          candidate,
          authority: self(wrong),
        });
        await rejectsWith(attempt, { code: 'credential_invalid', effect: 'none' }, [candidate, wrong.material]);
        assert.equal(await worksAt(account), true);
      });

      it('does not let an account change another one as itself', async () => {
        const [mine, other] = [await fixture.newAccount(), await fixture.newAccount()];
        const candidate = fixture.newMaterial();
        const attempt = fixture.connector.change(target(), {
          username: other.username,
          candidate,
          authority: self(mine),
        });
        await rejectsWith(attempt, { code: 'not_supported', effect: 'none' }, [candidate]);
      });
    }

    it('says unreachable where nothing listens', async () => {
      const account = await fixture.newAccount();
      const closed = await startSilentServer();
      await closed.close();
      const there = target({ port: closed.port });
      const candidate = fixture.newMaterial();
      const expected = { code: 'unreachable', effect: 'none' } as const;
      await rejectsWith(fixture.connector.login(there, account), expected, [account.material]);
      if (changesNothing) return;
      const change = fixture.connector.change(there, {
        username: account.username,
        candidate,
        authority: self(account),
      });
      await rejectsWith(change, expected, [account.material, candidate]);
    });

    it('gives up a server that never answers once its connect timeout is over', async () => {
      const account = await fixture.newAccount();
      const startedAt = performance.now();
      const attempt = fixture.connector.login(target({ port: silent.port }, { connectTimeoutMs: 300 }), account);
      const { aborted, judged } = await rejectsWith(attempt, { code: 'timeout', effect: 'none' }, [account.material]);
      assert.deepEqual({ aborted, judged }, { aborted: false, judged: false });
      assert.ok(performance.now() - startedAt < 2_000, 'it took much longer than its limit');
    });

    it('refuses a server that it has no reason to trust', async () => {
      const account = await fixture.newAccount();
      for (const { trust, code } of fixture.wrongTrust) {
        const attempt = fixture.connector.login(target({ trust }), account);
        await rejectsWith(attempt, { code, effect: 'none' }, [account.material]);
      }
    });

    it('stops before the change when the call has been given up', async () => {
      const account = await fixture.newAccount();
      const candidate = fixture.newMaterial();
      const given = target({}, { signal: AbortSignal.abort() });
      const expected = { code: 'timeout', effect: 'none' } as const;
      const change = () =>
        fixture.connector.change(given, { username: account.username, candidate, authority: self(account) });
      const login = () => fixture.connector.login(given, account);
      for (const call of changesNothing ? [login] : [login, change]) {
        const { aborted, judged } = await rejectsWith(call(), expected, [account.material, candidate]);
        assert.deepEqual({ aborted, judged }, { aborted: true, judged: false });
      }
      assert.equal(await worksAt(account), true);
    });

    it('stops waiting for a silent server when the call is given up meanwhile', async () => {
      const account = await fixture.newAccount();
      const startedAt = performance.now();
      const given = target({ port: silent.port }, { signal: AbortSignal.timeout(100) });
      const { aborted } = await rejectsWith(
        fixture.connector.login(given, account),
        { code: 'timeout', effect: 'none' },
        [account.material],
      );
      assert.equal(aborted, true);
      assert.ok(performance.now() - startedAt < 2_000, 'it did not stop');
    });

    it('refuses names and settings that it cannot work with, before it connects', async () => {
      const account = await fixture.newAccount();
      const expected = { code: 'not_supported', effect: 'none' } as const;
      const nowhere = target({ port: 1 });
      await rejectsWith(fixture.connector.login(nowhere, { ...account, username: 'a\0b' }), expected, [
        account.material,
      ]);
      const odd = { ...nowhere, settings: { no_such_setting: true } };
      await rejectsWith(fixture.connector.login(odd, account), expected, [account.material]);
    });

    it('leaves no connection open, neither here nor at the server', async () => {
      const account = await fixture.newAccount();
      const candidate = fixture.newMaterial();
      const wrong = { username: account.username, material: fixture.newMaterial() };
      await fixture.connector.login(target(), account);
      await failureOf(fixture.connector.login(target(), wrong), [wrong.material]);
      if (!changesNothing) {
        await fixture.connector.change(target(), { username: account.username, candidate, authority: self(account) });
      }
      await failureOf(fixture.connector.login(target({ port: silent.port }, { connectTimeoutMs: 50 }), account), []);
      await settled(openSockets, socketsAtRest);
      await settled(() => fixture.openConnections(account.username), 0);
      assert.ok(openSockets() <= socketsAtRest, 'a socket of ours is still open');
      assert.equal(await fixture.openConnections(account.username), 0, 'the server still holds a connection');
    });

    for (const by of changesNothing ? [] : (['self', 'reconcile_account'] as const)) {
      for (const direction of ['fromClient', 'fromServer'] as const) {
        it(`never claims more than is known when ${by} changes and the line is cut ${direction}`, async () => {
          const whole = await conversationLength(by, direction);
          // The last part of the conversation is where the change happens, so most cuts fall there.
          const places = Array.from({ length: cuts }, (_, i) => Math.round(whole * (1 - (i / cuts) ** 2)) - i);
          const attempts = await cutAtEach(by, direction, places);
          // Once all of them are over: what the reconcile account has under way is one for all.
          for (const { account } of attempts) await atRest(account.username, by);
          const outcomes = await Promise.all(attempts.map(judge));
          const lostAnswers = outcomes.filter((outcome) => outcome === 'changed, answer lost').length;
          assert.ok(direction === 'fromClient' || lostAnswers > 0, 'no cut fell between the change and its answer');
        });
      }
    }

    async function conversationLength(by: Authority['by'], direction: 'fromClient' | 'fromServer'): Promise<number> {
      const account = await fixture.newAccount();
      proxy.cutAfter({});
      await changeThrough(proxy, account, by, fixture.newMaterial());
      await proxy.idle();
      return proxy.passed()[direction];
    }

    function changeThrough(
      { port }: CuttingProxy,
      account: Login,
      by: Authority['by'],
      candidate: Material,
    ): Promise<void> {
      const authority = by === 'self' ? self(account) : reconcile();
      return fixture.connector.change(target({ port }), { username: account.username, candidate, authority });
    }

    interface CutAttempt {
      readonly at: string;
      readonly account: Login;
      readonly candidate: Material;
      readonly attempt: Promise<void>;
      readonly confirmed: boolean;
    }

    /** All at once, each over a line and for an account of its own; resolves once no line is open any more. */
    async function cutAtEach(
      by: Authority['by'],
      direction: 'fromClient' | 'fromServer',
      places: readonly number[],
    ): Promise<CutAttempt[]> {
      const accounts: { readonly account: Login; readonly cut: number }[] = [];
      // One after another: a host lets one program at a time change its accounts.
      for (const place of places) accounts.push({ account: await fixture.newAccount(), cut: Math.max(place, 0) });
      return Promise.all(
        accounts.map(async ({ account, cut }) => {
          const candidate = fixture.newMaterial();
          const line = await startCuttingProxy(fixture.endpoint.port);
          line.cutAfter({ [direction]: cut });
          const attempt = changeThrough(line, account, by, candidate);
          const confirmed = await attempt.then(
            () => true,
            () => false,
          );
          await line.idle();
          await line.close();
          return { at: `cut ${direction} after ${cut} bytes`, account, candidate, attempt, confirmed };
        }),
      );
    }

    async function judge({
      at,
      attempt,
      account,
      candidate,
      confirmed,
    }: CutAttempt): Promise<'confirmed' | 'changed, answer lost' | 'not changed'> {
      const candidateWorks = await mustBeHonest(at, attempt, account, candidate);
      if (confirmed) return 'confirmed';
      return candidateWorks ? 'changed, answer lost' : 'not changed';
    }

    /** The server may still be at work on what it got before the line was cut. */
    async function atRest(username: string, by: Authority['by'] = 'reconcile_account'): Promise<void> {
      await settled(() => fixture.openConnections(username), 0);
      if (by === 'reconcile_account')
        await settled(() => fixture.openConnections(fixture.reconcileAccount.username), 0);
    }

    async function mustBeHonest(
      at: string,
      attempt: Promise<void>,
      account: Login,
      candidate: Material,
    ): Promise<boolean> {
      const changed = { username: account.username, material: candidate };
      const [oldWorks, newWorks] = [await worksAt(account), await worksAt(changed)];
      assert.ok(oldWorks || newWorks, `${at}: no known secret works any more`);
      const confirmed = await attempt.then(
        () => true,
        () => false,
      );
      if (confirmed) {
        assert.ok(newWorks, `${at}: confirmed, but the candidate does not work`);
        return newWorks;
      }
      const { effect, code, message } = await failureOf(attempt, [account.material, candidate]);
      assert.ok(code === 'unreachable' || code === 'timeout', `${at}: ${code} (${message})`);
      if (effect === 'none')
        assert.ok(oldWorks && !newWorks, `${at}: effect none, but the candidate works (${message})`);
      if (effect === 'applied') assert.ok(newWorks, `${at}: effect applied, but the candidate does not work`);
      return newWorks;
    }

    if (keepsChanges) {
      const surroundings = { fixture: () => fixture, proxy: () => proxy, target, worksAt, atRest, mustBeHonest };
      keptChangesContract({ ...surroundings, oldSecret, cuts: Math.ceil(cuts / 2) });
    } else {
      it('keeps no connection for many changes', () => {
        assert.equal(fixture.connector.openChanges, undefined);
      });
    }
  });
}

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;
}

/** Looks until `count` answers at most `wanted`, for 5 s at most: closing takes a round trip. The caller asserts. */
async function settled(count: () => number | Promise<number>, wanted: number): Promise<void> {
  const deadline = performance.now() + 5_000;
  while ((await count()) > wanted && performance.now() < deadline) await delay(10);
}
