/**
 * Events reach notification channels: at least once, in the order of what they are about, signed. Real processes, real
 * receivers; what is taken away are receivers, answers and workers.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../launcher/engines/free-port.ts';
import { operationalEventDocument } from '../../store/operational-event-document.ts';
import { type ApiAndWorker, startApiAndWorker } from '../support/api-and-worker.ts';
import { type Engines, startEngines } from '../support/engines.ts';
import { Estate } from '../support/estate.ts';
import { startHttpReceiver } from '../support/http-receiver.ts';
import { startMailServer } from '../support/mail-server.ts';
import { Operator } from '../support/operator.ts';
import type { RoleProcess } from '../support/role-process.ts';
import { until } from '../support/until.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const PASSWORD = 'a password for the administrator';
/** What happens to scopes is easily made to happen, and each is a line of its own. */
const SCOPES = ['capstan.audit.scope.*'];
const CHANGES = { types: ['capstan.audit.scope.update.*'] };

interface Channel {
  readonly id: number;
  readonly status: string;
  readonly paused_for: string | null;
  readonly pending: number;
  readonly consecutive_failures: number;
  readonly last_error: { readonly code: string; readonly message: string } | null;
  readonly retry_at: string | null;
  readonly signing_secret?: string;
}

interface Delivery {
  readonly event_id: string;
  readonly status: string;
  readonly line: string;
  readonly tries: number;
  readonly receipt: string | null;
  readonly attempts: readonly { readonly at: string; readonly code: string | null; readonly status: number | null }[];
}

describe('notification channels', () => {
  let engines: Engines;
  let estate: Estate;
  let processes: ApiAndWorker;
  let operator: Operator;
  let rootScope: number;

  before(async () => {
    engines = await startEngines();
    processes = await startApiAndWorker(engines, PASSWORD, {
      CAPSTAN_NOTIFICATION_NETWORKS: '127.0.0.1, ::1',
      CAPSTAN_LOG_LEVEL: 'debug',
    });
    estate = await Estate.open(engines);
    operator = new Operator(processes.baseUrl, 'admin', PASSWORD);
    const { scopes } = await operator.call<{ scopes: { id: number }[] }>(200, 'GET', '/v1/scopes');
    rootScope = scopes[0]?.id ?? 0;
  });

  after(async () => {
    await processes?.stop();
    await estate?.close();
    await engines?.stop();
  });

  const pathOf = (id: number) => `/v1/notification-channels/${id}`;
  const read = (id: number) => operator.call<Channel>(200, 'GET', pathOf(id));
  const say = (id: number, verb: string) => operator.call<Channel>(200, 'POST', `${pathOf(id)}/${verb}`);
  const deliveriesOf = async (id: number, query = '') =>
    (await operator.call<{ deliveries: Delivery[] }>(200, 'GET', `${pathOf(id)}/deliveries?limit=1000${query}`))
      .deliveries;

  let made = 0;
  async function create({ url }: Pick<WebhookReceiver, 'url'>, fields: object = {}): Promise<Channel> {
    made += 1;
    const body = { name: `channel ${made}`, kind: 'webhook', webhook: { url }, filters: { types: SCOPES }, ...fields };
    return operator.call<Channel>(201, 'POST', '/v1/notification-channels', body);
  }

  /** A channel that leads to a receiver of its own, for as long as `use` takes. */
  async function withChannel(
    use: (channel: Channel, receiver: WebhookReceiver) => Promise<void>,
    fields: object = {},
  ): Promise<void> {
    const receiver = await startWebhookReceiver();
    const channel = await create(receiver, fields);
    receiver.secret = channel.signing_secret ?? '';
    try {
      await use(channel, receiver);
    } finally {
      await say(channel.id, 'deactivate');
      await receiver.close();
    }
  }

  const newScope = async (parent_id = rootScope) => {
    made += 1;
    return (await operator.call<{ id: number }>(201, 'POST', '/v1/scopes', { name: `scope ${made}`, parent_id })).id;
  };
  const change = (id: number, name: string) => operator.call(200, 'PATCH', `/v1/scopes/${id}`, { name });

  /** Ids of the records of changes, in the order of the log. */
  async function changesOf(scopes: readonly number[]): Promise<{ readonly id: string; readonly target: number }[]> {
    const records = await estate.store.models.auditRecords
      .find({ operation: 'scope.update', target_type: 'scope', target_id: { $in: [...scopes] } })
      .lean();
    const rows = await estate.store.models.ledgerSequence
      .find({ _id: { $in: records.map(({ _id }) => _id) } })
      .sort({ index: 1 })
      .lean();
    const byId = new Map(records.map((record) => [record._id, Number(record.target_id)]));
    return rows.map(({ _id }) => ({ id: _id, target: byId.get(_id) ?? 0 }));
  }

  const ended = (id: number, eventIds: readonly string[]) =>
    until(
      `channel ${id} has been told of ${eventIds.length} events`,
      async () => {
        const open = new Set(eventIds);
        for (const { event_id } of await deliveriesOf(id, '&status=delivered')) open.delete(event_id);
        return open.size === 0 ? true : undefined;
      },
      120_000,
    );

  const test = async (id: number) =>
    (await operator.call<{ event_id: string }>(200, 'POST', `${pathOf(id)}/test`)).event_id;

  /** It is in no answer, no process has printed it, and nothing that is stored holds it. */
  async function canaryFree(secret: string): Promise<void> {
    const answers = await operator.call(200, 'GET', '/v1/notification-channels?limit=200');
    const stored = await Promise.all(
      Object.values(estate.store.models).map((model) => Reflect.get(model, 'collection').find({}).toArray()),
    );
    const said = [
      JSON.stringify(answers),
      JSON.stringify(stored),
      processes.api.output(),
      processes.worker.output(),
    ].join();
    assert.equal(said.includes(secret), false, 'the secret is told');
  }

  it('every event arrives, in the order of what it is about, while the receiver is down, slow and fails, and the worker is killed', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/in`;
    const channel = await create({ url }, { filters: CHANGES });
    const scopes = await Promise.all(Array.from({ length: 4 }, () => newScope()));
    const rename = async (from: number, to: number) => {
      for (let at = from; at < to; at += 1) {
        for (const scope of scopes) await change(scope, `scope ${scope} for the ${at}th time`);
      }
    };
    await rename(0, 3);
    await until('it finds nobody', async () =>
      (await read(channel.id)).last_error?.code === 'unreachable' ? true : undefined,
    );

    const receiver = await startWebhookReceiver(port);
    receiver.secret = channel.signing_secret ?? '';
    const failed = new Set<string>();
    let doomed: RoleProcess | undefined;
    receiver.reply = async ({ id }) => {
      if (failed.has(id)) return 200;
      failed.add(id);
      if (doomed) {
        doomed.child.kill('SIGKILL');
        doomed = undefined;
        return 'hold';
      }
      // By the last letter of a random id, for each event once.
      const chance = id.charCodeAt(id.length - 1) % 4;
      if (chance === 0) return 503;
      if (chance === 1) return 'drop';
      return chance === 2 ? new Promise((resolve) => setTimeout(() => resolve(200), 300)) : 200;
    };
    try {
      // There is no need to wait for its next try.
      await say(channel.id, 'activate');
      await ended(
        channel.id,
        (await changesOf(scopes)).map(({ id }) => id),
      );

      doomed = processes.worker;
      await rename(3, 6);
      await processes.worker.gone();
      await processes.startWorker();
      const changes = await until('all changes have their place in the log', async () => {
        const found = await changesOf(scopes);
        return found.length === 24 ? found : undefined;
      });
      await ended(
        channel.id,
        changes.map(({ id }) => id),
      );

      for (const scope of scopes) {
        const expected = changes.filter(({ target }) => target === scope).map(({ id }) => id);
        const arrived = receiver.taken.filter(({ id }) => expected.includes(id)).map(({ id }) => id);
        // Some came twice, where an answer was lost: the first time counts.
        assert.deepEqual([...new Set(arrived)], expected);
      }
      const [delivery] = await deliveriesOf(channel.id, `&event_id=${changes[0]?.id}`);
      assert.equal(delivery?.line, `scope:${scopes[0]}`);
      assert.deepEqual([delivery?.attempts.at(-1)?.code, delivery?.attempts.at(-1)?.status], [null, 200]);
      const attempts = (await deliveriesOf(channel.id)).flatMap((one) => one.attempts);
      for (const code of ['unreachable', 'answered_error', 'cut_off', null]) {
        assert.ok(
          attempts.some((attempt) => attempt.code === code),
          `a try that ended with ${code}`,
        );
      }
      const { pending, consecutive_failures } = await read(channel.id);
      assert.deepEqual([pending, consecutive_failures], [0, 0]);
    } finally {
      await say(channel.id, 'deactivate');
      await receiver.close();
    }
  });

  it('an event comes as a CloudEvent of its own id, without what the log alone should tell', () =>
    withChannel(async ({ id }, receiver) => {
      const scope = await newScope();
      const [created] = await until('it has come', async () =>
        receiver.taken.length > 0 ? receiver.taken : undefined,
      );
      const record = await estate.store.models.auditRecords.findById(created?.id).lean();
      assert.deepEqual([record?.operation, record?.target_id], ['scope.create', scope]);
      assert.equal(created?.specversion, '1.0');
      assert.equal(created?.type, 'capstan.audit.scope.create.succeeded');
      assert.equal(created?.organizationid, 1);
      assert.equal(created?.subject, `scope:${scope}`);
      assert.match(String(created?.data['summary']), /^admin: scope\.create of scope/);
      assert.equal(receiver.headers[0]?.['content-type'], 'application/cloudevents+json; charset=UTF-8');
      assert.equal(receiver.headers[0]?.['webhook-id'], created?.id);
      assert.ok(!JSON.stringify(created).includes('127.0.0.1'), 'where somebody came from');

      // Once more by hand: the same event under the same id.
      await ended(id, [created?.id ?? '']);
      await operator.call(200, 'POST', `${pathOf(id)}/deliveries/${created?.id}/redeliver`);
      const again = await until('it has come again', async () => receiver.taken[1]);
      assert.deepEqual(again, created);
      await ended(id, [created?.id ?? '']);
      const [delivery] = await deliveriesOf(id);
      assert.equal(delivery?.attempts.length, 2);
    }));

  it('a channel hears of its scope and what lies below, as filters of type and severity want it', async () => {
    const [above, beside] = [await newScope(), await newScope()];
    const below = await newScope(above);
    const filters = { types: [...CHANGES.types, 'capstan.event.finding.*'], min_severity: 'low' };
    await withChannel(
      async (_channel, receiver) => {
        for (const scope of [beside, below, above]) await change(scope, `renamed ${scope}`);
        const event = {
          organization_id: 1,
          scope_id: below,
          kind: 'finding',
          message: 'found',
          level: 'info',
        } as const;
        // Of a kind and a code that nothing here knows of; as serious as what it tells of.
        const told = { ...event, code: 'made_for_this_test', attributes: { severity: 'critical' } };
        await estate.store.models.operationalEvents.create([operationalEventDocument(told, 'worker')]);
        const arrived = await until('all three have come', async () =>
          receiver.taken.length >= 3 ? receiver.taken : undefined,
        );
        const said = arrived.map(({ type, severity, scopeid }) => `${type} ${severity} ${scopeid}`).sort();
        assert.deepEqual(
          said,
          [
            `capstan.audit.scope.update.succeeded low ${above}`,
            `capstan.audit.scope.update.succeeded low ${below}`,
            `capstan.event.finding.made_for_this_test critical ${below}`,
          ].sort(),
        );
      },
      { scope_id: above, filters },
    );
  });

  it('while a secret is replaced both sign, and afterwards the newer one alone', () =>
    withChannel(async (channel, receiver) => {
      const first = channel.signing_secret ?? '';
      const rotate = async (overlap_seconds: number) =>
        (await operator.call<Channel>(200, 'POST', `${pathOf(channel.id)}/secrets`, { overlap_seconds }))
          .signing_secret ?? '';
      const second = await rotate(3_600);
      await ended(channel.id, [await test(channel.id)]);
      receiver.secret = second;
      await ended(channel.id, [await test(channel.id)]);
      const signatures = receiver.headers.map((headers) => String(headers['webhook-signature']).split(' ').length);
      assert.deepEqual(signatures, [2, 2]);

      const third = await rotate(0);
      receiver.secret = first;
      const refused = await test(channel.id);
      await until('the old one is refused', async () =>
        (await deliveriesOf(channel.id, `&event_id=${refused}`))[0]?.attempts[0]?.status === 401 ? true : undefined,
      );
      receiver.secret = third;
      await ended(channel.id, [refused]);
      assert.equal(String(receiver.headers.at(-1)?.['webhook-signature']).split(' ').length, 1);
    }));

  it('a receiver that leads elsewhere is not followed, and one that is dead or gone pauses the channel, which goes on where it stood', () =>
    withChannel(async ({ id }, receiver) => {
      const elsewhere = await startWebhookReceiver();
      try {
        receiver.redirectTo = elsewhere.url;
        receiver.reply = () => 307;
        const event = await test(id);
        const { last_error } = await until('it has failed', async () => {
          const channel = await read(id);
          return channel.last_error ? channel : undefined;
        });
        assert.equal(last_error?.code, 'answered_error');
        assert.match(last_error?.message ?? '', /307; redirects are not followed/);
        assert.equal(elsewhere.requests, 0);

        const pausedFor = (reason: string, look: () => Promise<unknown>) =>
          until(`it is paused: ${reason}`, async () => {
            const { status, paused_for } = await read(id);
            if (status === 'paused') {
              assert.equal(paused_for, reason);
              return true;
            }
            await look();
            return undefined;
          });
        // As if it had gone on so for days; a try that is on its way may not have seen it.
        const failing_since = new Date(Date.now() - 4 * 86_400_000);
        const { notificationChannels } = estate.store.models;
        await pausedFor('dead', () =>
          notificationChannels.updateOne({ _id: id, status: 'active' }, { $set: { failing_since } }),
        );
        receiver.reply = () => 410;
        await say(id, 'activate');
        await pausedFor('gone', async () => undefined);
        const record = await estate.store.models.auditRecords
          .findOne({ operation: 'notification_channel.pause', target_id: id, code: 'gone' })
          .lean();
        assert.equal(record?.actor.type, 'system');
        const scope = await newScope();
        receiver.reply = undefined;
        await say(id, 'activate');
        await ended(id, [event]);
        await until('what came meanwhile follows', async () =>
          receiver.taken.some(({ subject }) => subject === `scope:${scope}`) ? true : undefined,
        );
      } finally {
        await elsewhere.close();
      }
    }));

  it('a receiver that is busy is left alone for as long as it asks', () =>
    withChannel(async ({ id }, receiver) => {
      receiver.retryAfter = '2';
      receiver.reply = () => (receiver.requests === 1 ? 429 : 200);
      const first = await test(id);
      const { retry_at } = await until('it has asked', async () => {
        const channel = await read(id);
        return channel.last_error ? channel : undefined;
      });
      assert.ok(retry_at, 'until when it is left alone');
      const second = await test(id);
      await ended(id, [first, second]);
      const deliveries = await deliveriesOf(id);
      const tries = deliveries.flatMap(({ attempts }) => attempts).map(({ at }) => Date.parse(at));
      const [asked = 0, next = 0] = tries.sort((one, other) => one - other);
      assert.ok(next - asked >= 2_000, `${next - asked} ms`);
      assert.equal(tries.length, 3);
    }));

  it('a channel is paused once whoever answers for it has lost the right, and misses nothing of what comes then', async () => {
    const receiver = await startWebhookReceiver();
    const keeper = { name: 'keeper', password: 'a password for the keeper' };
    const { id: keeperId } = await operator.call<{ id: number }>(201, 'POST', '/v1/users', keeper);
    const grant = { subject_type: 'user', subject_id: keeperId, role: 'admin', scope_id: rootScope };
    await operator.call(201, 'POST', '/v1/grants', grant);
    const body = { name: 'of the keeper', kind: 'webhook', webhook: { url: receiver.url }, filters: { types: SCOPES } };
    const { id, signing_secret } = await new Operator(processes.baseUrl, keeper.name, keeper.password).call<Channel>(
      201,
      'POST',
      '/v1/notification-channels',
      body,
    );
    receiver.secret = signing_secret ?? '';
    try {
      await ended(id, [await test(id)]);
      await operator.call(200, 'POST', `/v1/users/${keeperId}/deactivate`);
      // The next turn looks at rights, and begins when it is to be asked again.
      receiver.reply = () => 429;
      const scope = await newScope();
      const { paused_for } = await until('it is paused', async () => {
        const channel = await read(id);
        return channel.status === 'paused' ? channel : undefined;
      });
      assert.equal(paused_for, 'not_permitted');
      const paused = { operation: 'notification_channel.pause', target_id: id, code: 'not_permitted' } as const;
      assert.equal((await estate.store.models.auditRecords.findOne(paused).lean())?.actor.type, 'system');
      receiver.reply = undefined;
      await say(id, 'activate');
      await until('what came meanwhile follows', async () =>
        receiver.taken.some(({ subject }) => subject === `scope:${scope}`) ? true : undefined,
      );
    } finally {
      await say(id, 'deactivate');
      await receiver.close();
    }
  });

  describe('of other kinds', () => {
    const SECRETS = {
      slack: '/services/T0/B0/a-canary-of-slack',
      teams: '/workflows/a-canary-of-teams',
      jira: 'a-canary-of-jira',
      email: 'a-canary-of-e-mail',
    };

    /** Names that people give may try all that the other side could take for more than text. */
    const MESSAGE = 'a <!channel> [link](https://evil.example) {code} *name*';
    const EVENTS = { types: ['capstan.event.access'] };

    /** @returns the event's id. */
    async function tell(): Promise<string> {
      const event = { organization_id: 1, scope_id: null, level: 'warn', kind: 'access', message: MESSAGE } as const;
      const document = operationalEventDocument(event, 'worker');
      await estate.store.models.operationalEvents.create([document]);
      return document._id;
    }

    it('Slack and Teams get text that is nothing but text, to a URL that nobody sees again', async () => {
      for (const kind of ['slack', 'teams'] as const) {
        const receiver = await startHttpReceiver();
        const paths: string[] = [];
        receiver.intercept = (request) => {
          paths.push(request.url ?? '');
          return false;
        };
        const url = `http://127.0.0.1:${receiver.port}${SECRETS[kind]}`;
        const channel = await create({ url }, { kind, webhook: undefined, [kind]: { url }, filters: EVENTS });
        try {
          assert.deepEqual(Object(channel)[kind], { origin: `http://127.0.0.1:${receiver.port}` });
          await tell();
          const [batch] = await until('it has come', async () => (receiver.batches[0] ? receiver.batches : undefined));
          assert.deepEqual(paths, [SECRETS[kind]]);
          const text = batch?.lines[0] ?? '';
          const message = JSON.parse(text);
          if (kind === 'slack') {
            assert.deepEqual(message.blocks[0].text, { type: 'plain_text', text: `[medium] ${MESSAGE}` });
            assert.match(message.text, /^\[medium\] a &lt;!channel&gt; /);
          } else {
            const [{ contentType, content }] = message.attachments;
            assert.equal(contentType, 'application/vnd.microsoft.card.adaptive');
            assert.ok(!text.includes('"TextBlock"'), 'which knows Markdown');
            assert.equal(content.body[0].inlines[0].text, `[medium] ${MESSAGE}`);
          }
          await operator.call(409, 'POST', `${pathOf(channel.id)}/secrets`, {});
          await canaryFree(SECRETS[kind]);
        } finally {
          await say(channel.id, 'deactivate');
          await receiver.close();
        }
      }
    });

    it('Jira gets one issue an event, also where its answer was lost', async () => {
      const receiver = await startHttpReceiver();
      const issues: { readonly fields: Record<string, unknown> }[] = [];
      const authorizations = new Set<string>();
      receiver.intercept = (request, response, body) => {
        authorizations.add(request.headers.authorization ?? '');
        const asked = new URL(request.url ?? '', receiver.url);
        const say = (status: number, answer: object) =>
          response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
        if (request.method === 'GET' && asked.pathname === '/jira/rest/api/3/search/jql') {
          const label = /^labels = "(.+)"$/.exec(asked.searchParams.get('jql') ?? '')?.[1];
          const at = issues.findIndex(({ fields }) => [fields['labels']].flat().includes(label));
          say(200, { issues: at < 0 ? [] : [{ key: `SEC-${at + 1}` }] });
        } else if (request.method === 'POST' && asked.pathname === '/jira/rest/api/2/issue') {
          issues.push(JSON.parse(body.toString('utf8')));
          // The first one is made, and nobody hears of it.
          if (issues.length === 1) response.socket?.destroy();
          else say(201, { key: `SEC-${issues.length}` });
        } else say(404, {});
        return true;
      };
      const url = `http://127.0.0.1:${receiver.port}/jira/`;
      const jira = { url, user: 'capstan@example.com', token: SECRETS.jira, project_key: 'SEC', issue_type: 'Task' };
      const channel = await create({ url }, { kind: 'jira', webhook: undefined, jira, filters: EVENTS });
      try {
        const { token: _, ...shown } = jira;
        assert.deepEqual(Object(channel).jira, shown);
        const ids = [await tell(), await tell()];
        await until('it has failed', async () => ((await read(channel.id)).last_error ? true : undefined));
        // Before half a minute Jira may not find what was made: whoever activates has looked.
        await say(channel.id, 'activate');
        await ended(channel.id, ids);
        assert.deepEqual(
          issues.map(({ fields }) => fields['labels']),
          ids.map((id) => ['capstan', `capstan-${id}`]),
        );
        assert.deepEqual(issues[0]?.fields['project'], { key: 'SEC' });
        const receipts = (await deliveriesOf(channel.id)).map(({ receipt }) => receipt);
        assert.deepEqual(receipts, ['SEC-2', 'SEC-1']);
        const basic = Buffer.from(`capstan@example.com:${SECRETS.jira}`).toString('base64');
        assert.deepEqual([...authorizations], [`Basic ${basic}`]);
        // Nobody leads the token elsewhere without it.
        const { token, ...elsewhere } = { ...jira, url: `http://127.0.0.1:${receiver.port}/elsewhere` };
        await operator.call(422, 'PATCH', pathOf(channel.id), { jira: elsewhere });
        await operator.call(200, 'PATCH', pathOf(channel.id), { jira: { ...elsewhere, token } });
        await canaryFree(SECRETS.jira);
      } finally {
        await say(channel.id, 'deactivate');
        await receiver.close();
      }
    });

    it('people get e-mail from a real server that is known by its name, under TLS that is verified, again where it was refused', async () => {
      const server = await startMailServer('capstan', SECRETS.email);
      server.refuseWith = 451;
      const to = ['on-call@example.com', 'security@example.com'];
      const email = {
        ...{ host: 'mail.localhost', port: server.port, security: 'starttls', username: 'capstan' },
        ...{ password: SECRETS.email, from: 'capstan@example.com', to },
      };
      const url = '';
      // Not by an authority that the system knows.
      const channel = await create({ url }, { kind: 'email', webhook: undefined, email, filters: EVENTS });
      const failing = (code: string) =>
        until(`it fails with ${code}`, async () => {
          const { last_error } = await read(channel.id);
          return last_error?.code === code ? last_error : undefined;
        });
      try {
        const { password, ...shown } = email;
        assert.deepEqual(Object(channel).email, shown);
        const id = await tell();
        await failing('tls_refused');
        assert.equal(server.taken.length, 0);
        const tls = { ca_pem: server.certificate.caPem };
        await operator.call(422, 'PATCH', pathOf(channel.id), { tls });
        await operator.call(200, 'PATCH', pathOf(channel.id), { tls, email });
        assert.match((await failing('answered_error')).message, /^mail\.localhost:\d+ answered 451$/);
        server.refuseWith = undefined;
        await say(channel.id, 'activate');
        const [mail, ...others] = await until('it has come', async () => (server.taken[0] ? server.taken : undefined));
        assert.equal(others.length, 0);
        assert.deepEqual([mail?.user, mail?.from, mail?.to], ['capstan', email.from, to]);
        assert.match(mail?.text ?? '', /^Subject: \[medium\] a <!channel>/m);
        assert.match(mail?.text ?? '', /^Auto-Submitted: auto-generated/m);
        assert.match(mail?.text ?? '', /^Date: \w{3}, \d\d \w{3} 20/m);
        assert.match(mail?.text ?? '', new RegExp(`^Message-ID: <${id}\\.${channel.id}@`, 'm'));
        await canaryFree(password);
      } finally {
        await say(channel.id, 'deactivate');
        await server.close();
      }
    });
  });
});
