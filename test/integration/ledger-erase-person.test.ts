/** What is kept of a person beside the log goes with the erasure, and the user never comes back. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { eraseBatch } from '../../activities/ledger/erase-batch.ts';
import { StepDefect } from '../../activities/step-defect.ts';
import { launch, leave } from '../api/contract/made-session.ts';
import { publishInboxKey, World } from '../api/contract/world.ts';
import { type ApiHarness, startApi, type TestUser } from '../support/api-harness.ts';
import { ledgerJob, runTwice } from '../support/ledger-work.ts';

describe('what is left of a person who was erased', () => {
  let api: ApiHarness;

  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  const erase = async ({ id }: { readonly id: number }, organizationId = 1) => {
    const job = await ledgerJob(api.store, 'ledger_erase', { user_id: id }, { organizationId });
    return { job, ...(await runTwice(api.store, job, eraseBatch)) };
  };
  const deactivate = async ({ id }: { readonly id: number }) =>
    assert.equal((await api.call('POST', `/v1/users/${id}/deactivate`, { as: api.admin })).status, 200);
  const stored = ({ id }: { readonly id: number }) => api.store.models.users.findById(id).lean();

  async function formerUser(name: string): Promise<TestUser> {
    const user = await api.createUser(name, 'admin');
    const shown = { display_name: `${name} of Dublin`, email: 'somebody@example.com' };
    await api.call('PATCH', `/v1/users/${user.id}`, { as: api.admin, body: shown });
    return user;
  }

  it('is a user without name, address and password, by the number that the log knows', async () => {
    const user = await formerUser('Kathleen Booth');
    await deactivate(user);
    const before = await stored(user);
    const { job } = await erase(user);
    const after = await stored(user);
    assert.deepEqual(
      [after?.name, after?.display_name, after?.email, after?.password_hash, after?.totp],
      [`erased-${user.id}`, null, null, null, null],
    );
    assert.deepEqual([after?.revision, after?.last_event_id], [(before?.revision ?? 0) + 1, job.last_event_id]);
    const { body } = await api.call('GET', `/v1/users/${user.id}`, { as: api.admin });
    assert.deepEqual([body.name, body.status, body.has_password], [`erased-${user.id}`, 'inactive', false]);
  });

  it('takes another name where somebody has chosen that one', async () => {
    const user = await formerUser('Mary Keller');
    await api.createUser(`erased-${user.id}`, null);
    await deactivate(user);
    await erase(user);
    assert.match((await stored(user))?.name ?? '', new RegExp(`^erased-${user.id}-[0-9a-f]{16}$`));
  });

  it('is never active again, and takes on nothing new', async () => {
    const user = await formerUser('Ida Rhodes');
    await deactivate(user);
    await erase(user);
    for (const [method, path, body] of [
      ['POST', `/v1/users/${user.id}/activate`, undefined],
      ['POST', `/v1/users/${user.id}/password`, {}],
      ['PATCH', `/v1/users/${user.id}`, { display_name: 'Ida' }],
    ] as const) {
      const answer = await api.call(method, path, { as: api.admin, ...(body ? { body } : {}) });
      assert.deepEqual([answer.status, answer.body.code], [409, 'conflict'], `${method} ${path}`);
      assert.match(answer.body.detail, /The user was erased for good/);
    }
    assert.deepEqual([(await stored(user))?.status, (await stored(user))?.display_name], ['inactive', null]);
    assert.equal((await api.call('POST', `/v1/users/${user.id}/deactivate`, { as: api.admin })).status, 200);
  });

  it('is no name, address or word in check-outs', async () => {
    await publishInboxKey(api);
    const world = await World.enter(api, api.admin);
    const user = await formerUser('Betty Holberton');
    const body = { reason: 'Betty asked for it' };
    const asked = { credential_id: await world.openCredential(), ...body };
    const own = await api.call('POST', '/v1/check-outs', { as: user, body: asked });
    assert.equal(own.status, 201, JSON.stringify(own.body));
    const other = await world.checkOut();
    await api.call('POST', `/v1/check-outs/${other}/recall`, { as: user, body });
    await deactivate(user);
    await erase(user);
    const kept = await api.store.models.custodies.find({ _id: { $in: [own.body.id, other] } }).lean();
    assert.deepEqual(
      kept.map(({ holder, reason, ended_by }) => [holder.name, reason, ended_by?.name]),
      [
        ['erased', null, undefined],
        ['admin', null, 'erased'],
      ],
    );
    assert.ok(!JSON.stringify(kept).includes('Betty'));
    assert.ok(kept.every(({ holder, ended_by }) => holder.name !== 'erased' || (holder.address === null && !ended_by)));
  });

  it('is no name, address or word in sessions, and no token that opens one', async () => {
    await publishInboxKey(api);
    const world = await World.enter(api, api.admin);
    const user = await formerUser('Frances Spence');
    const body = { resource_id: await world.openAccount(), reason: 'Frances asked for it' };
    const own = await api.call('POST', '/v1/connect/sessions', { as: user, body });
    assert.equal(own.status, 201, JSON.stringify(own.body));
    const mine: string = own.body.session.public_id;
    const other = await world.activeSession();
    await world.launchToken(mine, user);
    await launch(api.store, mine, await world.launchToken(mine, user));
    const words = { reason: 'Frances wants it so' };
    const moderating = await api.call('POST', `/v1/connect/sessions/${other}/moderate`, { as: user });
    assert.equal(moderating.status, 200, JSON.stringify(moderating.body));
    for (const id of [mine, other]) {
      const answer = await api.call('POST', `/v1/connect/sessions/${id}/terminate`, { as: user, body: words });
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      await leave(api.store, id);
    }
    const { connectSessions, sessionTokens } = api.store.models;
    await deactivate(user);
    await erase(user);
    const kept = await connectSessions
      .find({ _id: { $in: [mine, other] } })
      .sort({ _id: 1 })
      .lean();
    assert.deepEqual(
      kept.map(({ requester, reason, client, ending }) => [
        requester.name,
        reason,
        client?.address,
        ending?.reason,
        ending?.by?.name,
        ending?.comment,
      ]),
      [
        ['erased', null, undefined, 'terminated', 'erased', null],
        ['admin', null, '127.0.0.1', 'terminated', 'erased', null],
      ],
    );
    for (const { requester, ending } of kept) {
      assert.equal(ending?.by?.address, null);
      assert.ok(requester.name !== 'erased' || requester.address === null);
    }
    assert.ok(!JSON.stringify(kept).includes('Frances'));
    const tokens = await sessionTokens.find({}, { actor: 1 }).lean();
    assert.ok(tokens.length > 0 && tokens.every(({ actor }) => actor.id !== user.id), 'tokens of others stay');
  });

  it('is no name, address or word in retrievals', async () => {
    const world = await World.enter(api, api.admin);
    const user = await formerUser('Marlyn Meltzer');
    const body = { information_id: await world.protectedInformation(), reason: 'Marlyn asked for it' };
    const own = await api.call('POST', '/v1/retrievals', { as: user, body });
    assert.equal(own.status, 201, JSON.stringify(own.body));
    const canceled = await api.call('POST', `/v1/retrievals/${own.body.id}/cancel`, { as: user });
    assert.equal(canceled.status, 200, JSON.stringify(canceled.body));
    await deactivate(user);
    await erase(user);
    const kept = await api.store.models.retrievals.findById(own.body.id).lean();
    assert.deepEqual([kept?.requester.name, kept?.requester.address, kept?.reason], ['erased', null, null]);
    assert.ok(!JSON.stringify(kept).includes('Marlyn'));
  });

  it('is no address to which notification channels write, of which one that wrote to nobody else is paused', async () => {
    await publishInboxKey(api);
    const world = await World.enter(api, api.admin);
    const user = await formerUser('Ruth Teitelbaum');
    const own = 'ruth@example.com';
    await api.call('PATCH', `/v1/users/${user.id}`, { as: api.admin, body: { email: own } });
    const make = async (...to: string[]) => {
      const email = { host: 'smtp.example', port: 587, security: 'starttls', from: 'capstan@example.com', to };
      const fields = { kind: 'email', webhook: undefined, email };
      const { status, body } = await world.call('POST', '/v1/notification-channels', {
        body: world.newNotificationChannel(fields),
      });
      assert.equal(status, 201, JSON.stringify(body));
      return body.id;
    };
    const [alone, beside, others] = [
      await make('Ruth@Example.com'),
      await make('a@b.example', own),
      await make('a@b.example'),
    ];
    await deactivate(user);
    await erase(user);
    const channel = async (id: number) => {
      const { status, body } = await world.call('GET', `/v1/notification-channels/${id}`);
      assert.equal(status, 200);
      return [body.status, body.paused_for, body.email.to];
    };
    assert.deepEqual(await channel(alone), ['paused', 'no_recipient', []]);
    assert.deepEqual(await channel(beside), ['active', null, ['a@b.example']]);
    assert.equal((await api.store.models.notificationChannels.findById(others).lean())?.revision, 1);
    const paused = { operation: 'notification_channel.pause', target_id: alone } as const;
    assert.equal((await api.store.models.auditRecords.findOne(paused).lean())?.code, 'no_recipient');

    const path = `/v1/notification-channels/${alone}`;
    assert.equal((await world.call('POST', `${path}/activate`)).status, 422);
    const email = { host: 'smtp.example', port: 587, security: 'starttls', from: 'a@b.example', to: ['c@b.example'] };
    assert.equal((await world.call('PATCH', path, { body: { email } })).status, 200);
    assert.equal((await world.call('POST', `${path}/activate`)).status, 200);
  });

  it('is not made of a user whom somebody has activated meanwhile', async () => {
    const user = await formerUser('Jean Sammet');
    await deactivate(user);
    const job = await ledgerJob(api.store, 'ledger_erase', { user_id: user.id });
    const first = await eraseBatch({ store: api.store }, job, { next: null, done: 0, total: null });
    assert.ok(first.state === 'more');
    assert.equal((await api.call('POST', `/v1/users/${user.id}/activate`, { as: api.admin })).status, 200);
    const last = eraseBatch({ store: api.store }, job, first.position);
    await assert.rejects(last, (error) => error instanceof StepDefect && error.code === 'user_active');
    assert.equal((await stored(user))?.name, 'Jean Sammet');
  });

  it('still keeps the door closed at the identity provider', async () => {
    const user = await formerUser('Evelyn Boyd');
    await deactivate(user);
    const external = { identity_provider_id: 5, external_subject: 'subject-of-evelyn' };
    await api.store.models.users.updateOne({ _id: user.id }, { $set: external });
    await erase(user);
    const after = await stored(user);
    assert.deepEqual([after?.identity_provider_id, after?.external_subject], [5, 'subject-of-evelyn']);
  });

  it('says nothing any more of where they came in from, and of what they were answered', async () => {
    const { knownAddresses, userTokens, idempotencyRecords } = api.store.models;
    const user = await formerUser('Klara Dan');
    const other = { id: user.id * 10 };
    const made = await api.call('POST', '/v1/groups', {
      as: user,
      body: { name: 'friends of Klara' },
      headers: { 'Idempotency-Key': 'one' },
    });
    assert.equal(made.status, 201);
    const token = await api.call('POST', '/v1/me/tokens', { as: user });
    assert.equal(token.status, 201, JSON.stringify(token.body));
    const expires_at = new Date(Date.now() + 1_000_000);
    await knownAddresses.create([{ _id: `${user.id}|192.0.2.1`, expires_at }]);
    await knownAddresses.create([{ _id: `${other.id}|192.0.2.1`, expires_at }]);
    const answers = { _id: new RegExp(`^1:user:${user.id}:`) };
    assert.equal((await idempotencyRecords.find(answers).lean()).length, 1);
    await deactivate(user);
    await erase(user);
    assert.deepEqual(
      (await knownAddresses.find({ _id: /\|192\.0\.2\.1$/ }).lean()).map(({ _id }) => _id),
      [`${other.id}|192.0.2.1`],
    );
    assert.deepEqual(
      (await idempotencyRecords.find(answers).lean()).map(({ body }) => body),
      [null],
    );
    assert.deepEqual(
      (await userTokens.find({ user_id: user.id }).lean()).map(({ address }) => address),
      [null],
    );
  });

  it('gave rights to others, and what for is not said any more', async () => {
    const user = await formerUser('Adele Goldstine');
    const keeper = await formerUser('Betty Holberton');
    const grantTo = async (as: TestUser, role: string) => {
      const to = await api.createUser(`${role} of ${as.id}`, null);
      const body = { subject_type: 'user', subject_id: to.id, role, scope_id: 1, reason: `${as.name} is away` };
      const grant = await api.call('POST', '/v1/grants', { as, body });
      assert.equal(grant.status, 201, JSON.stringify(grant.body));
      return grant.body.id;
    };
    const [given, older, others] = [
      await grantTo(user, 'auditor'),
      await grantTo(user, 'viewer'),
      await grantTo(keeper, 'viewer'),
    ];
    // From before grants said whose they are.
    await api.store.models.grants.updateOne({ _id: older }, { $unset: { granted_by_user_id: '' } });
    await deactivate(user);
    const { job, result } = await erase(user);
    // The person's own role, and the two that they gave.
    assert.equal(result['grants'], 3);
    for (const id of [given, older]) {
      const grant = await api.store.models.grants.findById(id).lean();
      assert.deepEqual([grant?.reason, grant?.granted_by, grant?.revision], [null, 'user erased', 2]);
      assert.deepEqual([grant?.status, grant?.last_event_id], ['active', job.last_event_id]);
    }
    const kept = await api.store.models.grants.findById(others).lean();
    assert.deepEqual([kept?.reason, kept?.granted_by], ['Betty Holberton is away', 'user Betty Holberton']);
  });

  it('belongs to another organization, and is left alone there', async () => {
    const { organizationId } = await api.createOrganization('elsewhere');
    const user = await formerUser('Gertrude Blanch');
    await deactivate(user);
    await erase(user, organizationId);
    assert.deepEqual([(await stored(user))?.name, (await stored(user))?.erased_at], ['Gertrude Blanch', null]);
  });
});
