/** Notification channels: where they may lead, on whose rights they rest, and what is never answered. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DeliveryFailed } from '../../../activities/delivery/delivery-failed.ts';
import type { Dependencies } from '../../../activities/dependencies.ts';
import { collect } from '../../../activities/notifications/collect.ts';
import { noteFailure } from '../../../activities/notifications/progress.ts';
import { tryDelivery } from '../../../activities/notifications/try-delivery.ts';
import { MAX_CHANNELS, MAX_HELD_OF_LINE, MAX_PENDING } from '../../../domain/notification-channel.ts';
import type { OperationalEvent } from '../../../domain/operational-event.ts';
import { newEventId } from '../../../store/event-ids.ts';
import { isAnsweredFor } from '../../../store/notifications/answerable.ts';
import { newDelivery } from '../../../store/notifications/deliveries.ts';
import { feedEnd, feedSize, readFeed } from '../../../store/notifications/feed.ts';
import { operationalEventDocument } from '../../../store/operational-event-document.ts';
import { type ApiHarness, type Caller, startApi } from '../../support/api-harness.ts';
import { writeEvents } from '../../support/write-events.ts';
import { applicationWith } from '../access/callers.ts';
import { assertNowhere, assertOk, assertRefused } from './assert-refused.ts';
import { freshName, publishInboxKey, World } from './world.ts';

const PATH = '/v1/notification-channels';

let api: ApiHarness;
let world: World;

before(async () => {
  api = await startApi();
  world = await World.enter(api, api.admin);
});
after(() => api.close());

async function create(fields: object = {}) {
  await world.roomForNotificationChannel();
  return world.call('POST', PATH, { body: world.newNotificationChannel(fields) });
}
const change = (id: number, body: object) => world.call('PATCH', `${PATH}/${id}`, { body });
const say = (id: number, verb: string, body?: object) =>
  world.call('POST', `${PATH}/${id}/${verb}`, body ? { body } : {});

async function stored(id: number) {
  const channel = await api.store.models.notificationChannels.findById(id).lean();
  assert.ok(channel);
  return channel;
}

it('is made once a worker has published the key of the vault', async () => {
  assertRefused(await create(), 503, 'not_ready');
  await publishInboxKey(api);
  assertOk(await create(), 201);
});

describe('a new notification channel', () => {
  it('is active, hears of what happens from now on, and rests on the rights of whoever made it', async () => {
    const { body } = assertOk(await create(), 201);
    assert.deepEqual([body.status, body.pending, body.paused_for], ['active', 0, null]);
    assert.deepEqual(body.filters, { types: null, min_severity: 'low' });
    assert.equal(body.answerable.type, 'user');
    const { position } = await stored(body.id);
    assert.deepEqual(position, await feedSize(api.store, 1));
  });

  it('waits for no type of events that there cannot be', async () => {
    const filters = { types: ['*', 'capstan.audit.rotate.fialed'] };
    assertRefused(await create({ filters }), 422, 'unprocessable', '/body/filters/types/1');
  });

  it('is not on this machine, in no private network that is not opened, and nowhere in between', async () => {
    for (const url of [
      'http://hooks.example/in',
      'https://localhost/in',
      'https://127.0.0.1',
      'http://127.0.0.1:1/in',
      'https://[::1]/in',
      'https://[::ffff:127.0.0.1]/in',
      'https://10.1.2.3/in',
      'https://192.168.1.4:8443/in',
      'https://[fd00::7]/in',
      'https://[64:ff9b::10.0.0.1]/in',
      'https://169.254.169.254/latest/meta-data',
      'https://2852039166/',
      'https://0xa9fea9fe/',
      'https://127.1/',
      'https://a.localhost./in',
      'https://user:password@hooks.example/in',
      'https://hooks.example/in#here',
      'https://[',
    ]) {
      assertRefused(await create({ webhook: { url } }), 422, 'unprocessable', '/body/webhook/url');
    }
  });

  it('needs what its kind is named after, with its secret, and takes nothing of another', async () => {
    assertRefused(await create({ webhook: undefined }), 422, 'unprocessable', '/body/webhook');
    const other = (kind: string, fields: object) => create({ kind, webhook: undefined, [kind]: fields });
    const email = { host: 'smtp.example', port: 587, security: 'starttls', from: 'a@b.example', to: ['c@d.example'] };
    const jira = { url: 'https://jira.example', project_key: 'SEC', issue_type: 'Task' };
    assertRefused(await create({ kind: 'slack' }), 422, 'unprocessable', '/body/webhook');
    assertRefused(await other('jira', jira), 422, 'unprocessable', '/body/jira/token');
    assertRefused(await other('email', { ...email, username: 'x' }), 422, 'unprocessable', '/body/email/password');
    assertRefused(await other('email', { ...email, host: '10.0.0.1' }), 422, 'unprocessable', '/body/email/host');
    assertRefused(await other('teams', { url: 'https://127.0.0.1/x' }), 422, 'unprocessable', '/body/teams/url');
    assertRefused(await other('email', { ...email, to: ['a@b\r\nc'] }), 400, 'validation_failed', '/body/email/to/0');
    assert.deepEqual(assertOk(await other('email', email), 201).body.secrets, []);
    const { body } = assertOk(await other('jira', { ...jira, token: 'a-token' }), 201);
    assert.deepEqual([body.jira, body.signing_secret], [{ ...jira, user: null }, null]);
  });

  it('has a name that no other of the organization has, and one of so many places', async () => {
    const { body } = await create();
    assertRefused(await create({ name: body.name }), 409, 'name_taken');
    const more = async () => (await world.call('POST', PATH, { body: world.newNotificationChannel() })).status;
    const { notificationChannels } = api.store.models;
    const places = MAX_CHANNELS - (await notificationChannels.countDocuments({ status: { $ne: 'inactive' } }));
    const like = await stored(body.id);
    // Far from the ids of others.
    const others = Array.from({ length: places - 1 }, (_, at) => ({
      ...like,
      _id: 100_000 + at,
      name: freshName('other'),
    }));
    await notificationChannels.insertMany(others);
    assert.equal(await more(), 201);
    assert.equal(await more(), 409);
    const inactive = assertOk(await say(body.id, 'deactivate')).body;
    assert.equal(await more(), 201);
    assertRefused(await say(inactive.id, 'activate'), 409, 'conflict');
  });
});

describe('the secret of a webhook', () => {
  it('is shown once, sealed, and neither stored nor logged', async () => {
    const { body } = assertOk(await create(), 201);
    assert.match(body.signing_secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    const rotated = assertOk(await say(body.id, 'secrets', { overlap_seconds: 60 })).body;
    assert.deepEqual(
      rotated.secrets.map(({ version, expires_at }: { version: number; expires_at: string | null }) => [
        version,
        expires_at === null,
      ]),
      [
        [2, true],
        [1, false],
      ],
    );
    for (const secret of [body.signing_secret, rotated.signing_secret]) {
      for (const path of [`${PATH}/${body.id}`, PATH]) {
        assert.ok(!JSON.stringify((await world.call('GET', path)).body).includes(secret));
      }
      await assertNowhere(api, secret);
    }
    // Of two that are on their way out, the older one goes at once.
    const third = assertOk(await say(body.id, 'secrets', {})).body;
    assert.deepEqual(
      third.secrets.map(({ version }: { version: number }) => version),
      [3, 2],
    );
  });
});

describe('the rights that a notification channel rests on', () => {
  it('are those of whoever changed it last, and it is answered for as long as they have them', async () => {
    const scopeId = await world.scope();
    const keeper = await api.createUser(freshName('keeper'), 'admin', { scopeId });
    await world.roomForNotificationChannel();
    const body = world.newNotificationChannel({ scope_id: scopeId });
    const made = assertOk(await api.call('POST', PATH, { as: keeper, body }), 201).body;
    assert.deepEqual(made.answerable, { type: 'user', id: keeper.id });
    assert.ok(await isAnsweredFor(api.store, await stored(made.id), new Date()));

    const { grants } = (await world.call('GET', `/v1/grants?subject_type=user&subject_id=${keeper.id}`)).body;
    for (const { id } of grants) assertOk(await world.call('POST', `/v1/grants/${id}/revoke`));
    assert.equal(await isAnsweredFor(api.store, await stored(made.id), new Date()), false);
    const taken = assertOk(await change(made.id, { filters: { min_severity: 'high' } })).body;
    assert.notDeepEqual(taken.answerable, made.answerable);
    assert.ok(await isAnsweredFor(api.store, await stored(made.id), new Date()));
  });
});

describe('a notification channel that an application answers for', () => {
  it('tells nothing that the application is not authorized to read itself', async () => {
    const areas = ['notification-channels', 'logs'];
    const program = await applicationWith(api, 'admin', [{ areas }]);
    const narrow = await applicationWith(api, 'admin', [{ areas: ['notification-channels'] }]);
    await world.roomForNotificationChannel();
    const make = (as: Caller) => api.call('POST', PATH, { as, body: world.newNotificationChannel() });
    assertRefused(await make(narrow), 403, 'forbidden');
    const { body } = assertOk(await make(program), 201);
    assertRefused(await api.call('POST', `${PATH}/${body.id}/secrets`, { as: narrow, body: {} }), 403, 'forbidden');
    const channel = await stored(body.id);
    assert.deepEqual(channel.answerable, { type: 'application', id: program.id });
    assert.ok(await isAnsweredFor(api.store, channel, new Date()));
    const authorized_resources = [{ areas: ['notification-channels'] }];
    assertOk(await world.call('PATCH', `/v1/applications/${program.id}`, { body: { authorized_resources } }));
    assert.equal(await isAnsweredFor(api.store, channel, new Date()), false);
  });
});

describe('a notification channel that a guest answers for', () => {
  it('is answered for as long as their organization and its own are active', async () => {
    const { body } = assertOk(await create(), 201);
    const channel = await stored(body.id);
    const home = await api.createOrganization(freshName('home'));
    const { users, organizations } = api.store.models;
    const { answerable } = channel;
    await users.updateOne({ _id: answerable.id }, { $set: { organization_id: home.organizationId } });
    const setStatus = (_id: number, status: 'active' | 'inactive') =>
      organizations.updateOne({ _id }, { $set: { status } });
    const isAnswered = () => isAnsweredFor(api.store, channel, new Date());
    try {
      assert.ok(await isAnswered());
      for (const id of [home.organizationId, channel.organization_id]) {
        await setStatus(id, 'inactive');
        assert.equal(await isAnswered(), false);
        await setStatus(id, 'active');
        assert.ok(await isAnswered());
      }
    } finally {
      await users.updateOne({ _id: answerable.id }, { $set: { organization_id: channel.organization_id } });
    }
  });
});

it('e-mail without a login leads elsewhere without a password, and one that was for a login goes with it', async () => {
  const email = { host: 'smtp.example', port: 587, security: 'starttls', from: 'a@b.example', to: ['c@d.example'] };
  const { body } = assertOk(await create({ kind: 'email', webhook: undefined, email }), 201);
  assertOk(await change(body.id, { email: { ...email, host: 'mail.example' } }));
  const login = { ...email, username: 'somebody' };
  assertRefused(await change(body.id, { email: login }), 422, 'unprocessable', '/body/email/password');
  assert.equal(assertOk(await change(body.id, { email: { ...login, password: 'a password' } })).body.secrets.length, 1);
  assertOk(await change(body.id, { email }));
  assert.deepEqual((await stored(body.id)).secrets, []);
});

describe('deliveries of a notification channel', () => {
  it('are given up with the channel, sent again where it is not inactive, and tried anew with each change', async () => {
    const { channelId, eventId } = await world.notificationDelivery();
    const again = () => say(channelId, `deliveries/${eventId}/redeliver`);
    const inDays = new Date(Date.now() + 86_400_000);
    await api.store.models.notificationDeliveries.updateOne(
      { _id: `${channelId}:${eventId}` },
      { $set: { next_attempt_at: inDays, tries: 9 } },
    );
    assertOk(await change(channelId, { webhook: { url: 'https://other.example/in' } }));
    const [waiting] = (await world.call('GET', `${PATH}/${channelId}/deliveries`)).body.deliveries;
    assert.deepEqual([waiting.tries, new Date(waiting.next_attempt_at) < inDays], [0, true]);
    assert.equal(assertOk(await world.call('GET', `${PATH}/${channelId}`)).body.pending, 1);

    assertOk(await say(channelId, 'pause'));
    assertOk(await again());
    assertRefused(await say(channelId, 'test'), 409, 'conflict');
    assertOk(await say(channelId, 'deactivate'));
    const [given] = (await world.call('GET', `${PATH}/${channelId}/deliveries?status=failed`)).body.deliveries;
    assert.equal(given.event_id, eventId);
    assertRefused(await again(), 409, 'conflict');
    assertRefused(await say(channelId, 'pause'), 409, 'conflict');
    assertOk(await say(channelId, 'activate'));
    assert.equal(assertOk(await again()).body.status, 'pending');
    assertRefused(await say(channelId, `deliveries/evt_${'0'.repeat(26)}/redeliver`), 404, 'not_found');
  });
});

describe('the queue of a notification channel', () => {
  const told: OperationalEvent[] = [];
  const dependencies = () =>
    ({
      store: api.store,
      operationalLog: { add: (event: OperationalEvent) => told.push(event) },
    }) as unknown as Dependencies;
  const about = (line: string, type = 'capstan.event.access') =>
    ({ id: newEventId(), source: 'operational', type, severity: 'medium', line }) as const;

  it('has room for other lines where one is held up', async () => {
    const { body } = assertOk(await create({ filters: { types: ['capstan.event.health'] } }), 201);
    const channel = await stored(body.id);
    const held = Array.from({ length: MAX_PENDING }, (_, at) =>
      newDelivery(channel, about('held up'), at - MAX_PENDING),
    );
    await api.store.models.notificationDeliveries.insertMany(held);
    await writeEvents(api.store, [{ organization_id: 1, level: 'warn', kind: 'health', message: 'of another line' }]);
    while (await collect(dependencies(), await stored(body.id)));
    const queued = { channel_id: body.id, status: 'pending', event_type: 'capstan.event.health' } as const;
    assert.equal(await api.store.models.notificationDeliveries.countDocuments(queued), 1);
    assertOk(await say(body.id, 'deactivate'));
  });

  it('holds nothing of what had happened before, also where nobody has read it yet', async () => {
    const event = { organization_id: 1, level: 'warn', kind: 'health', message: 'of yesterday' } as const;
    const old = Array.from({ length: 300 }, () => ({
      ...operationalEventDocument(event, 'worker'),
      timestamp: new Date(Date.now() - 86_400_000),
    }));
    await api.store.models.operationalEvents.insertMany(old);
    const before = await feedSize(api.store, 1);
    const { body } = assertOk(await create({ filters: { types: ['capstan.event.health'] } }), 201);
    // The request numbers none of them: that is for those who read.
    assert.equal((await feedSize(api.store, 1)).event, before.event);
    await writeEvents(api.store, [{ ...event, message: 'of now' }]);
    while (await collect(dependencies(), await stored(body.id)));
    assert.equal(await api.store.models.notificationDeliveries.countDocuments({ channel_id: body.id }), 1);
    assertOk(await say(body.id, 'deactivate'));
  });

  it('gives up what is refused while others are taken, sooner in a long line, unless the receiver is busy, and tells of it, but not of what tells of deliveries', async () => {
    const { body } = assertOk(await create(), 201);
    const channel = { ...(await stored(body.id)), last_delivery_at: new Date() };
    const { notificationChannels, notificationDeliveries } = api.store.models;
    await notificationChannels.updateOne({ _id: body.id }, { $set: { last_delivery_at: channel.last_delivery_at } });
    const timing = { at: new Date(), duration_ms: 1 };
    const refused = new DeliveryFailed('answered_error', 'hooks.example answered 400', { status: 400 });
    const busy = new DeliveryFailed('answered_error', 'hooks.example answered 429', {
      status: 429,
      retryAfterMs: 60_000,
    });
    const line = about('held up');
    const long = Array.from({ length: MAX_HELD_OF_LINE + 1 }, (_, at) =>
      newDelivery(channel, { ...line, id: newEventId() }, at),
    ).map((delivery) => ({ ...delivery, tries: 1, first_failed_at: new Date(0) }));
    await notificationDeliveries.insertMany(long);
    const [head, next] = long;
    assert.ok(head && next);
    assert.equal(await noteFailure(dependencies(), channel, head, busy, timing), false, 'busy is not refused');
    const kept = await notificationDeliveries.findById(head._id).lean();
    assert.ok((kept?.next_attempt_at?.getTime() ?? 0) > Date.now() + 30_000);
    const failed = new DeliveryFailed('answered_error', 'hooks.example answered 500', { status: 500 });
    assert.equal(await noteFailure(dependencies(), channel, next, failed, timing), true);
    for (const [type, isTold] of [
      ['capstan.event.access', true],
      ['capstan.event.delivery.given_up', false],
    ] as const) {
      const tried = { ...newDelivery(channel, about(type, type), 1), tries: 5, first_failed_at: new Date(0) };
      await notificationDeliveries.create([tried]);
      told.length = 0;
      assert.ok(await noteFailure(dependencies(), channel, tried, refused, timing));
      assert.equal((await notificationDeliveries.findById(tried._id).lean())?.status, 'failed');
      assert.equal(
        told.some(({ code }) => code === 'given_up'),
        isTold,
      );
    }
  });

  it('is not that of a dead receiver where there was nothing to send for days after a failure', async () => {
    const { notificationChannels, notificationDeliveries } = api.store.models;
    const { body } = assertOk(await create(), 201);
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
    const failure = new DeliveryFailed('cut_off', 'the connection to hooks.example broke');
    const failed = async (last: Date) => {
      const last_error = { code: 'cut_off', message: '', at: last } as const;
      const failing = { consecutive_failures: 2, failing_since: daysAgo(4), last_error };
      await notificationChannels.updateOne({ _id: body.id }, { $set: failing });
      const channel = await stored(body.id);
      const delivery = newDelivery(channel, about('line'), 1);
      await notificationDeliveries.create([delivery]);
      await noteFailure(dependencies(), channel, delivery, failure, { at: new Date(), duration_ms: 1 });
      const { status, paused_for, consecutive_failures } = await stored(body.id);
      return [status, paused_for, consecutive_failures];
    };
    assert.deepEqual(await failed(daysAgo(3.5)), ['active', null, 1]);
    assert.deepEqual(await failed(daysAgo(0.9)), ['paused', 'dead', 3]);
  });

  it('sends neither what is kept no more nor what lies elsewhere or is not wanted by then', async () => {
    const scope_id = await world.scope();
    const { body } = assertOk(await create({ scope_id }), 201);
    const channel = await stored(body.id);
    const message = `elsewhere ${body.id}`;
    await writeEvents(api.store, [{ organization_id: 1, level: 'warn', kind: 'access', message }]);
    const elsewhere = await api.store.models.operationalEvents.findOne({ message }).lean();
    assert.ok(elsewhere);
    await writeEvents(api.store, [{ organization_id: 1, scope_id, level: 'warn', kind: 'access', message: 'here' }]);
    const here = await api.store.models.operationalEvents.findOne({ scope_id, message: 'here' }).lean();
    const other = { ...channel, filters: { types: ['capstan.event.health'], min_severity: 'low' } } as const;
    for (const [id, told, code] of [
      [elsewhere._id, channel, 'event_gone'],
      [newEventId(), channel, 'event_gone'],
      [here?._id ?? '', other, 'not_wanted'],
    ] as const) {
      const delivery = newDelivery(channel, { ...about('line'), id }, 1);
      await api.store.models.notificationDeliveries.create([delivery]);
      assert.ok(await tryDelivery(dependencies(), told, delivery, new AbortController().signal));
      const ended = await api.store.models.notificationDeliveries.findById(delivery._id).lean();
      assert.deepEqual([ended?.status, ended?.attempts[0]?.code], ['failed', code]);
    }
  });
});

describe('what channels are told of', () => {
  it('has each operational event once, in one order for all who read, however many read and write at a time', async () => {
    const organizationId = 1;
    const from = await feedEnd(api.store, organizationId);
    const write = async (writer: number) => {
      for (let at = 0; at < 10; at += 1) {
        const message = `${writer}: ${at}`;
        await writeEvents(api.store, [{ organization_id: organizationId, level: 'warn', kind: 'access', message }]);
      }
    };
    const readAll = async () => {
      const messages: string[] = [];
      let position = from;
      while (messages.length < 40) {
        const page = await readFeed(api.store, organizationId, position, 7);
        for (const { event } of page.events) if (event.source === 'operational') messages.push(event.summary);
        position = page.next;
      }
      return messages;
    };
    const [one, other] = await Promise.all([readAll(), readAll(), ...[0, 1, 2, 3].map(write)]);
    assert.deepEqual(one, other);
    assert.equal(new Set(one).size, 40);
    assert.deepEqual(await readAll(), one);
  });

  it('has an end that is reached also where the newest events are kept no more', async () => {
    const from = await feedEnd(api.store, 1);
    const message = 'soon gone';
    await writeEvents(api.store, [{ organization_id: 1, level: 'warn', kind: 'access', message }]);
    const end = await feedEnd(api.store, 1);
    await api.store.models.operationalEvents.deleteMany({ message });
    assert.equal((await readFeed(api.store, 1, from, 7)).next.event >= end.event, true);
  });
});
