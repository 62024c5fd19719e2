/** The login guard on a real MongoDB: however many try at once, no more logins than allowed can fail. */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Mongod, startMongod } from '../../launcher/engines/mongod.ts';
import { resolveBinary } from '../../launcher/engines/resolve-binary.ts';
import { type AdmittedLogin, admitLogin, endLogin } from '../../store/login-attempts.ts';
import { openStore, type Store } from '../../store/store.ts';

const RULES = { max_failed_logins: 3, window_seconds: 900 };

describe('the login guard', () => {
  let directory: string;
  let mongod: Mongod;
  let store: Store;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'capstan-test-'));
    mongod = await startMongod({ binary: (await resolveBinary('mongod')).path, directory });
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

  const admitted = (answers: readonly (AdmittedLogin | string)[]) =>
    answers.filter((answer): answer is AdmittedLogin => typeof answer !== 'string');

  it('lets no more through at once than may fail, and asks the others to wait', async () => {
    const id = await credential();
    const answers = await Promise.all(Array.from({ length: 50 }, () => admitLogin(store, id, RULES)));
    assert.equal(admitted(answers).length, 3);
    assert.ok(answers.every((answer) => typeof answer !== 'string' || answer === 'busy'));
  });

  it('closes when as many have failed as may', async () => {
    const id = await credential();
    for (const login of admitted(await Promise.all([1, 2, 3].map(() => admitLogin(store, id, RULES))))) {
      await endLogin(store, login, 'refused');
    }
    assert.equal(await admitLogin(store, id, RULES), 'closed');
    assert.equal(typeof (await admitLogin(store, id, RULES, true)), 'object', 'an earned try is let through');
  });

  it('opens again after one that worked', async () => {
    const id = await credential();
    const [first, second] = admitted([await admitLogin(store, id, RULES), await admitLogin(store, id, RULES)]);
    assert.ok(first && second);
    await endLogin(store, first, 'refused');
    await endLogin(store, second, 'worked');
    const answers = await Promise.all([1, 2, 3].map(() => admitLogin(store, id, RULES)));
    assert.equal(admitted(answers).length, 3);
  });

  it('does not count what the target never judged, and counts what was never told', async () => {
    const id = await credential();
    const [down] = admitted([await admitLogin(store, id, RULES)]);
    assert.ok(down);
    await endLogin(store, down, 'not_judged');
    // Three workers die in the middle of their logins.
    await Promise.all([1, 2, 3].map(() => admitLogin(store, id, RULES)));
    assert.equal(await admitLogin(store, id, RULES), 'busy');
  });
});
