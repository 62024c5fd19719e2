/** What every connector guarantees that keeps a management connection for many changes; part of the connector contract. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ChangeSession, Endpoint, Login, Material, TargetContext } from '../../connectors/contract.ts';
import type { CuttingProxy } from '../support/cutting-proxy.ts';
import type { ConnectorFixture } from './connector-contract.ts';
import { rejectsWith } from './failure-expectations.ts';

/** What the suite shares with the rest of the contract. */
export interface KeptChangesSurroundings {
  readonly fixture: () => ConnectorFixture;
  readonly proxy: () => CuttingProxy;
  readonly target: (changes?: Partial<Endpoint>, rest?: Partial<TargetContext>) => TargetContext;
  readonly worksAt: (login: Login) => Promise<boolean>;
  /** Resolves once the server has ended what `username` and the reconcile account had under way. */
  readonly atRest: (username: string) => Promise<void>;
  /** Checks what an attempt through the proxy says of its effect, and answers whether the candidate works. */
  readonly mustBeHonest: (at: string, attempt: Promise<void>, account: Login, candidate: Material) => Promise<boolean>;
  readonly oldSecret: 'refused' | 'works';
  readonly cuts: number;
}

const GONE = { code: 'unreachable', effect: 'none' } as const;

/** Registers the tests; to be called within the suite of the contract. */
export function keptChangesContract(surroundings: KeptChangesSurroundings): void {
  const { fixture, proxy, target, worksAt, atRest, mustBeHonest, oldSecret, cuts } = surroundings;

  async function open(context: TargetContext = target(), login?: Login): Promise<ChangeSession> {
    const { connector, reconcileAccount } = fixture();
    assert.ok(connector.openChanges);
    return connector.openChanges(context, { by: 'reconcile_account', login: login ?? reconcileAccount });
  }
  /** Opens a session, which is closed whatever `work` does. */
  async function withSession<T>(work: (session: ChangeSession) => Promise<T>, context?: TargetContext): Promise<T> {
    const session = await open(context);
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  }
  const throughProxy = () => target({ port: proxy().port });

  it('changes one account after another over one connection, also where they are asked at once', async () => {
    const accounts = [await fixture().newAccount(), await fixture().newAccount(), await fixture().newAccount()];
    const changed = accounts.map(({ username }) => ({ username, material: fixture().newMaterial() }));
    proxy().cutAfter({});
    await withSession(async (session) => {
      await Promise.all(changed.map(({ username, material }) => session.change({ username, candidate: material })));
      assert.equal(session.isOpen, true);
    }, throughProxy());
    assert.equal(proxy().passed().connections, 1);
    for (const [index, login] of changed.entries()) {
      assert.equal(await worksAt(login), true);
      assert.equal(await worksAt(accounts[index] as Login), oldSecret === 'works');
    }
  });

  it('opens nothing where the reconcile account is refused', async () => {
    const wrong = { username: fixture().reconcileAccount.username, material: fixture().newMaterial() };
    const attempt = open(target(), wrong);
    const { judged } = await rejectsWith(attempt, { code: 'credential_invalid', effect: 'none' }, [wrong.material]);
    assert.equal(judged, true);
  });

  it('goes on after an account that is not there', async () => {
    const account = await fixture().newAccount();
    const candidate = fixture().newMaterial();
    await withSession(async (session) => {
      const attempt = session.change({ username: 'nobody_here', candidate });
      await rejectsWith(attempt, { code: 'access_denied', effect: 'none' }, [candidate]);
      assert.equal(session.isOpen, true);
      await session.change({ username: account.username, candidate });
    });
    assert.equal(await worksAt({ username: account.username, material: candidate }), true);
  });

  it('says beforehand what the target would then say to the change, and changes nothing by asking', async () => {
    const [account, weak] = [await fixture().newAccount(), await fixture().newAccount()];
    const candidate = fixture().newMaterial();
    const changed = { username: account.username, material: candidate };
    const denied = { code: 'access_denied', effect: 'none' } as const;
    await withSession(async (session) => {
      assert.ok(session.mayChange);
      await session.mayChange(account.username);
      await rejectsWith(session.mayChange('nobody_here'), denied, []);
      await rejectsWith(session.mayChange('a\0b'), { code: 'not_supported', effect: 'none' }, []);
      assert.equal(session.isOpen, true);
      assert.equal(await worksAt(account), true);
      assert.equal(await worksAt(changed), false);
      await session.change({ username: account.username, candidate });
    });
    assert.equal(await worksAt(changed), true);
    const plain = await open(target(), weak);
    try {
      assert.ok(plain.mayChange);
      await rejectsWith(plain.mayChange(account.username), denied, [weak.material]);
      const attempt = plain.change({ username: account.username, candidate: fixture().newMaterial() });
      await rejectsWith(attempt, denied, [weak.material]);
    } finally {
      await plain.close();
    }
    assert.equal(await worksAt(changed), true);
  });

  it('goes on after a name and a candidate that it cannot work with', async () => {
    const account = await fixture().newAccount();
    const candidate = fixture().newMaterial();
    await withSession(async (session) => {
      const refused = session.change({ username: 'a\0b', candidate });
      await rejectsWith(refused, { code: 'not_supported', effect: 'none' }, [candidate]);
      await session.change({ username: account.username, candidate });
    });
    assert.equal(await worksAt({ username: account.username, material: candidate }), true);
  });

  it('changes nothing once it is closed, which may be asked twice', async () => {
    const account = await fixture().newAccount();
    const candidate = fixture().newMaterial();
    const session = await open();
    await session.close();
    await session.close();
    assert.equal(session.isOpen, false);
    await rejectsWith(session.change({ username: account.username, candidate }), GONE, [candidate]);
    assert.equal(await worksAt(account), true);
    await atRest(account.username);
    assert.equal(await fixture().openConnections(fixture().reconcileAccount.username), 0, 'the server still holds it');
  });

  it('changes nothing once the call has been given up', async () => {
    const account = await fixture().newAccount();
    const candidate = fixture().newMaterial();
    const abort = new AbortController();
    await withSession(
      async (session) => {
        abort.abort();
        const attempt = session.change({ username: account.username, candidate });
        const { aborted } = await rejectsWith(attempt, { code: 'timeout', effect: 'none' }, [candidate]);
        assert.equal(aborted, true);
      },
      target({}, { signal: abort.signal }),
    );
    assert.equal(await worksAt(account), true);
  });

  for (const direction of ['fromClient', 'fromServer'] as const) {
    it(`never claims more than is known when the line is cut ${direction} at a later change, and sends no more`, async () => {
      const whole = await lengthOfLaterChange(direction);
      // As for a change of its own: most cuts fall late, where the change happens.
      const places = Array.from({ length: cuts }, (_, i) => Math.floor(whole * (1 - ((i + 1) / cuts) ** 2)) - 1);
      let lostAnswers = 0;
      for (const place of places) if (await isLostAt(direction, Math.max(place, 0))) lostAnswers += 1;
      assert.ok(direction === 'fromClient' || lostAnswers > 0, 'no cut fell between the change and its answer');
    });
  }

  async function lengthOfLaterChange(direction: 'fromClient' | 'fromServer'): Promise<number> {
    const [first, account] = [await fixture().newAccount(), await fixture().newAccount()];
    proxy().cutAfter({});
    return withSession(async (session) => {
      await session.change({ username: first.username, candidate: fixture().newMaterial() });
      proxy().cutAfter({});
      await session.change({ username: account.username, candidate: fixture().newMaterial() });
      return proxy().passed()[direction];
    }, throughProxy());
  }

  /** @returns whether the change was made and its answer did not come. */
  async function isLostAt(direction: 'fromClient' | 'fromServer', place: number): Promise<boolean> {
    const [first, account] = [await fixture().newAccount(), await fixture().newAccount()];
    const [candidate, other] = [fixture().newMaterial(), fixture().newMaterial()];
    proxy().cutAfter({});
    return withSession(async (session) => {
      await session.change({ username: first.username, candidate: other });
      proxy().cutAfter({ [direction]: place });
      const attempt = session.change({ username: account.username, candidate });
      const confirmed = await attempt.then(
        () => true,
        () => false,
      );
      await proxy().idle();
      await atRest(account.username);
      const at = `cut ${direction} after ${place} bytes of a later change`;
      const candidateWorks = await mustBeHonest(at, attempt, account, candidate);
      // The line is whole again for whoever connects anew, but not for this session.
      proxy().cutAfter({});
      assert.equal(session.isOpen, false, at);
      await rejectsWith(session.change({ username: first.username, candidate }), GONE, [candidate]);
      assert.equal(proxy().passed().connections, 0, at);
      assert.equal(await worksAt({ username: first.username, material: other }), true, at);
      return candidateWorks && !confirmed;
    }, throughProxy());
  }
}
