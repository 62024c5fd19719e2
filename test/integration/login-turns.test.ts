/** Whoever waits for a turn to log in and is not given one sends nothing, counts nothing, and says why. */

import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { TargetAnswer } from '../../activities/contract.ts';
import type { Dependencies } from '../../activities/dependencies.ts';
import { guardedCall } from '../../activities/guarded-call.ts';
import type { Tried } from '../../activities/preflight/checks-at-target.ts';
import { CrowdedDevices, DevicePlaces } from '../../activities/preflight/device-places.ts';
import { type LoginSubject, Logins } from '../../activities/preflight/logins.ts';
import { RefusedAccounts } from '../../activities/preflight/refused-accounts.ts';
import { HeldSlots } from '../../store/held-slots.ts';
import { LoginGuard } from '../../store/login-guard.ts';
import type { JobDocument } from '../../store/models/job.ts';
import { type Database, startDatabase } from '../support/database.ts';

const RULES = { max_failed_logins: 3, window_seconds: 900 };
const TIME_ENOUGH_MS = 60_000;

describe('a turn to log in that does not come', () => {
  let database: Database;

  before(async () => {
    database = await startDatabase();
  });

  after(() => database.stop());

  /** A credential with which so many logins stand open, or have failed, that no other one is let through. */
  async function used(failed: number): Promise<number> {
    const { store } = database;
    const _id = await store.nextId('credential');
    const tracked = { created_at: new Date(), updated_at: new Date(), revision: 1, last_event_id: 'evt_test' };
    const open = Array.from({ length: RULES.max_failed_logins - failed }, (_, at) => ({ id: `${at}`, at: new Date() }));
    await store.models.credentials.create({
      _id,
      organization_id: 1,
      scope_id: 1,
      resource_id: _id,
      kind: 'password',
      status: 'active',
      latest_version: 1,
      failed_logins: Array.from({ length: failed }, () => new Date()),
      open_logins: open,
      ...tracked,
    });
    return _id;
  }

  const openOf = async (id: number) =>
    (await database.store.models.credentials.findById(id).lean())?.open_logins?.length;

  function dependencies(): { readonly all: Dependencies; readonly told: (string | null | undefined)[] } {
    const told: (string | null | undefined)[] = [];
    const operationalLog: Dependencies['operationalLog'] = { add: ({ code }) => void told.push(code) };
    const jobPlaces = { of: async () => ({ scopeId: 1 }) };
    // Where nothing is sent, nothing else is asked for.
    return { all: { store: database.store, operationalLog, jobPlaces } as unknown as Dependencies, told };
  }

  function stopping(): MockActivityEnvironment {
    const environment = new MockActivityEnvironment();
    environment.cancel();
    return environment;
  }

  it('is given up by a step whose worker stops: another one takes the step', async () => {
    const credentialId = await used(0);
    const { all, told } = dependencies();
    const job = { organizationId: 1, jobId: 1, resourceId: 1, correlationId: 'evt_test', operation: 'verify' } as const;
    const ref = { ...job, round: 1, leaseToken: 1, credentialId };
    const call = { connector: 'postgres', step: 'login', ref, takenAs: 'login', deviceId: 1, credentialId } as const;
    const sent: string[] = [];
    const send = async () => void sent.push('a login');
    const answer: TargetAnswer = await stopping().run(() => guardedCall(all, { ...call, rules: RULES }, send));
    assert.deepEqual([answer.ok || answer.code, answer.ok || answer.effect], ['worker_stopping', 'none']);
    assert.deepEqual([sent, await openOf(credentialId), told], [[], RULES.max_failed_logins, ['worker_stopping']]);
  });

  /** One login for a look, by a clock by which it has waited long enough once it was told to wait. */
  async function look(
    credentialId: number,
    environment = new MockActivityEnvironment(),
    // Nothing comes so far as to a device.
    devices = undefined as unknown as DevicePlaces,
  ): Promise<TargetAnswer | null> {
    const guard = new LoginGuard(database.store);
    const admit = guard.admit.bind(guard);
    guard.admit = async (...asked) => {
      mock.timers.tick(TIME_ENOUGH_MS);
      return admit(...asked);
    };
    const logins = new Logins(dependencies().all, {
      job: { _id: 1 } as unknown as JobDocument,
      guard,
      refused: new RefusedAccounts(),
      devices,
    });
    const subject = { resource: { _id: 1 }, device: { _id: 1 }, platform: { login_guard: RULES } };
    const own = { credential: { _id: credentialId }, current: { _id: `${credentialId}:1` } };
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    try {
      const tried = () => logins.try({ ...subject, ...own } as unknown as LoginSubject, 1);
      return (await environment.run<[], Tried, typeof tried>(tried)).answer;
    } finally {
      mock.timers.reset();
    }
  }

  const codeOf = (answer: TargetAnswer | null) => (answer === null || answer.ok ? null : answer.code);

  it('makes a preflight say that the account is used, and where others have failed that the guard is closed', async () => {
    const busy = await used(0);
    assert.equal(codeOf(await look(busy)), 'resource_busy');
    assert.equal(await openOf(busy), RULES.max_failed_logins);
    assert.equal(codeOf(await look(await used(1))), 'resource_busy');
    // Two have failed of three: the last one is left for what is to be done.
    assert.equal(codeOf(await look(await used(2))), 'lockout_guard');
  });

  it('makes a preflight say nothing at all where its worker stops', async () => {
    const id = await used(0);
    await assert.rejects(look(id, stopping()), { name: 'WorkerStopping' });
  });

  it('makes a preflight count nothing where its worker stops while it waits for a place on the device', async () => {
    const { store } = database;
    const id = await used(0);
    await store.models.credentials.updateOne({ _id: id }, { $set: { open_logins: [] } });
    const slots = new HeldSlots(store, 1, '1/look/1/run/1');
    const parts = { store, slots, signal: AbortSignal.abort(), jobId: 1, crowded: new CrowdedDevices() };
    const places = new DevicePlaces(parts);
    await assert.rejects(look(id, undefined, places), { name: 'WorkerStopping' });
    assert.equal(await openOf(id), 0);
    await places.close();
  });
});
