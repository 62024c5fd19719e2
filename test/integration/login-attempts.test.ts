/** The login guard on a real MongoDB: however many try at once, no more logins than allowed can fail. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Mongod } from '../../launcher/engines/mongod.ts';
import { type AdmittedLogin, admitLogin, endLogin, type LoginEnd } from '../../store/login-attempts.ts';
import { LoginGuard } from '../../store/login-guard.ts';
import { openStore, type Store } from '../../store/store.ts';
import { startTestMongod } from '../support/test-mongod.ts';

const RULES = { max_failed_logins: 3, window_seconds: 900 };

describe('the login guard', () => {
  let directory: string;
  let mongod: Mongod;
  let store: Store;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'capstan-test-'));
    mongod = await startTestMongod(join(directory, 'mongodb'));
    store = await openStore(mongod.uri);
    await store.prepare();
  });

  after(async () => {
    await store.close();
    await mongod.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function credential(): Promise<number> {
    const _id = await store.nextId('credential');
    const tracked = { created_at: new Date(), updated_at: new Date(), revision: 1, last_event_id: 'evt_test' };
    const fields = {
      organization_id: 1,
      scope_id: 1,
      resource_id: _id,
      kind: 'password',
      status: 'active',
      latest_version: 1,
    } as const;
    await store.models.credentials.create({ _id, ...fields, failed_logins: [], ...tracked });
    return _id;
  }

  /** Logins that each write for themselves, and those that share their writes. */
  const ways = {
    'one by one': () => ({
      admit: (id: number, unconditionally?: boolean) => admitLogin(store, id, RULES, unconditionally),
      end: (login: AdmittedLogin, end: LoginEnd) => endLogin(store, login, end),
    }),
    together: () => {
      shared ??= new LoginGuard(store);
      const guard = shared;
      return {
        admit: (id: number, unconditionally?: boolean) => guard.admit(id, RULES, unconditionally),
        end: (login: AdmittedLogin, end: LoginEnd) => guard.end(login, end),
      };
    },
  };
  let shared: LoginGuard | undefined;

  const admitted = (answers: readonly (AdmittedLogin | string)[]) =>
    answers.filter((answer): answer is AdmittedLogin => typeof answer !== 'string');

  for (const [how, way] of Object.entries(ways)) {
    it(`${how}: lets no more through at once than may fail, and asks the others to wait`, async () => {
      const id = await credential();
      const answers = await Promise.all(Array.from({ length: 50 }, () => way().admit(id)));
      assert.equal(admitted(answers).length, 3);
      assert.ok(answers.every((answer) => typeof answer !== 'string' || answer === 'busy'));
    });

    it(`${how}: closes when as many have failed as may`, async () => {
      const id = await credential();
      for (const login of admitted(await Promise.all([1, 2, 3].map(() => way().admit(id))))) {
        await way().end(login, 'refused');
      }
      assert.equal(await way().admit(id), 'closed');
      assert.equal(typeof (await way().admit(id, true)), 'object', 'an earned try is let through');
    });

    it(`${how}: opens again after one that worked`, async () => {
      const id = await credential();
      const [first, second] = admitted([await way().admit(id), await way().admit(id)]);
      assert.ok(first && second);
      await way().end(first, 'refused');
      await way().end(second, 'worked');
      const answers = await Promise.all([1, 2, 3].map(() => way().admit(id)));
      assert.equal(admitted(answers).length, 3);
    });

    it(`${how}: does not count what the target never judged, and counts what was never told`, async () => {
      const id = await credential();
      const [down] = admitted([await way().admit(id)]);
      assert.ok(down);
      await way().end(down, 'not_judged');
      // Three workers die in the middle of their logins.
      await Promise.all([1, 2, 3].map(() => way().admit(id)));
      assert.equal(await way().admit(id), 'busy');
    });
  }
});
