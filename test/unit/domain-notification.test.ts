/** Which events channels are told of, how serious they are, and when a delivery that failed is tried again. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { escaped } from '../../activities/notifications/send-slack.ts';
import { cloudEventOf } from '../../domain/cloud-event.ts';
import {
  isDoubtful,
  isFromBefore,
  isInARow,
  notSooner,
  restsUntil,
  retryEndpointMs,
  retryEventMs,
} from '../../domain/notification-channel.ts';
import {
  auditNotification,
  auditSeverity,
  eventSeverity,
  isNotified,
  isWanted,
  type NotificationFilters,
  operationalNotification,
  type RecordedEntry,
  SEVERITIES,
} from '../../domain/notification-event.ts';
import { notificationText } from '../../domain/notification-text.ts';
import { typeProblem } from '../../domain/notification-types.ts';
import { EVENT_KINDS } from '../../domain/operational-event.ts';

const HOUR_MS = 3_600_000;

describe('filters of a channel', () => {
  const wants = (filters: Partial<NotificationFilters>, type: string, severity: (typeof SEVERITIES)[number] = 'low') =>
    isWanted({ types: null, min_severity: 'info', ...filters }, { type, severity });

  it('take whole types, and beginnings that end in a star', () => {
    assert.ok(wants({}, 'capstan.event.anything'));
    assert.ok(wants({ types: ['capstan.audit.rotate.failed'] }, 'capstan.audit.rotate.failed'));
    assert.ok(!wants({ types: ['capstan.audit.rotate'] }, 'capstan.audit.rotate.failed'));
    assert.ok(wants({ types: ['capstan.audit.verify.*', 'capstan.audit.rotate*'] }, 'capstan.audit.rotate.failed'));
    assert.ok(wants({ types: ['*'] }, 'capstan.audit.rotate.failed'));
    assert.ok(!wants({ types: ['capstan.event.*'] }, 'capstan.audit.rotate.failed'));
  });

  it('hold no type that no event can have', () => {
    const some = ['capstan.audit.rotate.failed', 'capstan.audit.bulk.rotate.paused.succeeded', 'capstan.event.health'];
    const more = ['capstan.event.finding.rotation_due', 'capstan.event.job.step.timeout'];
    const beginnings = [
      '*',
      'cap*',
      'capstan.event.*',
      'capstan.event.f*',
      'capstan.event.finding.r*',
      'capstan.audit.ro*',
    ];
    for (const type of [...some, ...more, ...beginnings]) assert.equal(typeProblem(type), null, type);
    const never = [
      'capstan.audit.rotate.fialed',
      'capstan.audit.rotate',
      'capstan.audit.failed',
      'capstan.event.helth',
    ];
    const neither = [
      'rotate.failed',
      'capstan.event.finding.',
      'capstan.event.findings',
      'capstan.events.*',
      'finding.*',
    ];
    for (const type of [...never, ...neither]) assert.match(typeProblem(type) ?? '', /^is no type of events/, type);
  });

  it('take a severity and all that are worse', () => {
    for (const [at, min_severity] of SEVERITIES.entries()) {
      for (const [of, severity] of SEVERITIES.entries()) assert.equal(wants({ min_severity }, 'x', severity), of >= at);
    }
  });
});

describe('operational events', () => {
  it('are told of where something is wrong, and of every kind but those that pass by the thousand otherwise', () => {
    for (const kind of EVENT_KINDS) {
      assert.equal(isNotified({ kind, level: 'debug' }), false);
      for (const level of ['warn', 'error'] as const) assert.ok(isNotified({ kind, level }));
      assert.equal(isNotified({ kind, level: 'info' }), kind !== 'job.step' && kind !== 'connector.outcome');
    }
  });

  it('are as serious as their level, or as what they tell of', () => {
    assert.equal(eventSeverity({ kind: 'delivery', level: 'info' }), 'low');
    assert.equal(eventSeverity({ kind: 'delivery', level: 'warn' }), 'medium');
    assert.equal(eventSeverity({ kind: 'access', level: 'error' }), 'high');
    assert.equal(eventSeverity({ kind: 'break_glass.used', level: 'error' }), 'critical');
    const attributes = { severity: 'critical', turn: 'resolved' };
    assert.equal(eventSeverity({ kind: 'finding', level: 'info', attributes }), 'critical');
    assert.equal(eventSeverity({ kind: 'finding', level: 'warn', attributes: { severity: 'purple' } }), 'medium');
  });
});

it('an audit record is serious where something at a target has failed or may have, and where rights change', () => {
  const of = (
    operation: string,
    status: 'succeeded' | 'failed' | 'denied' | 'unknown' | 'intended',
    job: number | null,
    actor: { type: 'user' | 'anonymous'; address: string | null } = { type: 'user', address: '192.0.2.1' },
  ) => auditSeverity({ operation, status, permission: null, job_id: job, actor });
  assert.equal(of('rotate', 'failed', 7), 'high');
  assert.equal(of('rotate', 'unknown', 7), 'high');
  assert.equal(of('device.create', 'failed', null), 'low');
  assert.equal(of('device.create', 'denied', null), 'medium');
  assert.equal(of('authenticate', 'denied', null, { type: 'anonymous', address: '192.0.2.1' }), 'info');
  assert.equal(
    of('authenticate', 'denied', null, { type: 'anonymous', address: null }),
    'medium',
    'how many there were',
  );
  assert.equal(of('grant.create', 'succeeded', null), 'medium');
  assert.equal(of('device.create', 'succeeded', null), 'low');
  assert.equal(of('device.list', 'succeeded', null), 'info');
  assert.equal(of('rotate.apply', 'intended', 7), 'info');
});

it('a text for people is one line of bounded length, and its facts are those that are known', () => {
  const event = {
    specversion: '1.0',
    id: 'evt_1',
    source: 'log',
    type: 'capstan.event.access',
    subject: 'res_1',
    time: '2026-05-06T13:20:13.000Z',
    datacontenttype: 'application/json',
    severity: 'high',
    organizationid: 1,
  } as const;
  const data = { summary: `two\r\nlines\u2028and ${'more '.repeat(100)}`, job_id: null };
  const { title, facts } = notificationText({ ...event, data });
  assert.match(title, /^\[high\] two lines and more /);
  assert.equal(title.length, 250);
  assert.deepEqual(Object.fromEntries(facts), {
    Type: event.type,
    About: 'res_1',
    Time: event.time,
    Event: 'evt_1',
  });
});

it('a text for people is not cut within a character', () => {
  const event = {
    specversion: '1.0',
    id: 'e',
    source: 'l',
    type: 't',
    subject: 's',
    time: 'now',
    severity: 'low',
  } as const;
  const rest = { datacontenttype: 'application/json', organizationid: 1 } as const;
  for (const begin of ['', 'x']) {
    const { title } = notificationText({ ...event, ...rest, data: { summary: `${begin}${'🔑'.repeat(200)}` } });
    assert.ok(title.length <= 250);
    assert.equal(Buffer.from(title).toString(), title);
  }
});

it('text for Slack, and for what understands the same, holds no mention, no link and no markup', () => {
  const hostile = escaped('<!channel> @channel [name](https://evil.example) *bold* <https://evil.example|here>');
  for (const begin of ['<', '@channel', '](', '://', '*bold']) assert.ok(!hostile.includes(begin), begin);
});

it('a channel rests until the later of what its failures and its receiver want', () => {
  const [sooner, later] = [new Date(1_000), new Date(2_000)];
  for (const [retry_at, held_until, until] of [
    [null, undefined, null],
    [sooner, null, sooner],
    [null, later, later],
    [sooner, later, later],
    [later, sooner, later],
  ] as const) {
    assert.deepEqual(restsUntil({ retry_at, ...(held_until === undefined ? {} : { held_until }) }), until);
  }
});

it('what happened before a channel was there is none of its, but for some moments', () => {
  const since = new Date('2026-05-06T13:20:13Z');
  const ago = (seconds: number) => isFromBefore(since, new Date(since.getTime() - seconds * 1_000));
  assert.deepEqual([ago(61), ago(59), ago(-5), isFromBefore(undefined, since)], [true, false, false, false]);
});

it('is a CloudEvent, whatever is recorded: attributes of the names and types that the specification has', () => {
  const strange = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(strange, strange, fc.option(fc.integer({ min: 1 })), (name, message, resourceId) => {
      const surroundings = { organizationId: 1, origin: 'capstan-0f3a/organizations/1', resourceName: null };
      const [_id, timestamp] = ['evt_1', new Date('2026-05-06T13:20:13Z')];
      const record: RecordedEntry = {
        _id,
        timestamp,
        organization_id: 1,
        scope_id: null,
        resource_id: resourceId,
        actor: { type: 'user', id: 1, name, organization_id: 1, authentication: 'basic', address: null },
        target_type: 'scope',
        target_id: null,
        operation: 'scope.update',
        permission: null,
        status: 'succeeded',
        code: null,
        reason: name,
        change: message,
        ticket_id: null,
        job_id: null,
        correlation_id: 'c',
        trace_id: null,
      };
      const event = {
        _id,
        timestamp,
        organization_id: 1,
        level: 'warn',
        kind: 'access',
        message,
        resource_id: resourceId,
      } as const;
      for (const told of [auditNotification(record), operationalNotification(event)]) {
        const { data, ...attributes } = JSON.parse(JSON.stringify(cloudEventOf(told, surroundings)));
        assert.equal(Object(data).summary, told.summary);
        for (const [attribute, value] of Object.entries(attributes)) {
          assert.match(attribute, /^[a-z0-9]{1,20}$/);
          assert.match(`${value}`, /^[^\p{Cc}\p{Cs}]+$/u, attribute);
          assert.ok(typeof value === 'string' || Number.isInteger(value), attribute);
        }
        for (const needed of ['id', 'source', 'type', 'subject']) assert.equal(typeof attributes[needed], 'string');
        assert.equal(attributes.specversion, '1.0');
        assert.equal(new Date(attributes.time).toISOString(), attributes.time);
      }
    }),
    { numRuns: 20 },
  );
});

it('failures are in a row for as long as a channel that fails ever waits', () => {
  const now = new Date('2026-05-06T13:20:13Z');
  const ago = (hours: number) => isInARow(new Date(now.getTime() - hours * HOUR_MS), now);
  assert.deepEqual([isInARow(null, now), ago(0), ago(25), ago(27)], [false, true, true, false]);
});

describe('an event that does not arrive', () => {
  it('is tried later and later for days, and given up only where the endpoint takes others', () => {
    const waits: number[] = [];
    for (let tries = 1; ; tries += 1) {
      const waitMs = retryEventMs({ tries, blamesEvent: false, takesOthers: true, isCrowded: false });
      if (waitMs === null) break;
      waits.push(waitMs);
    }
    assert.deepEqual(
      waits,
      [...waits].sort((one, other) => one - other),
    );
    assert.ok(waits.reduce((sum, wait) => sum + wait, 0) > 72 * HOUR_MS);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.boolean(), fc.boolean(), (tries, blamesEvent, isCrowded) => {
        assert.notEqual(retryEventMs({ tries, blamesEvent, takesOthers: false, isCrowded }), null);
      }),
    );
  });

  it('is given up within the hour where the endpoint says that it is wrong, and takes others', () => {
    const refused = { blamesEvent: true, takesOthers: true, isCrowded: false } as const;
    const waits = [1, 2, 3, 4, 5].map((tries) => retryEventMs({ tries, ...refused }) ?? 0);
    assert.ok(waits.reduce((sum, wait) => sum + wait, 0) < HOUR_MS);
    assert.equal(retryEventMs({ tries: 6, ...refused }), null);
  });

  it('is given up at its second try where its line has grown too long, and the endpoint takes others', () => {
    const ofLongLine = { blamesEvent: false, takesOthers: true, isCrowded: true } as const;
    assert.notEqual(retryEventMs({ tries: 1, ...ofLongLine }), null);
    assert.equal(retryEventMs({ tries: 2, ...ofLongLine }), null);
  });

  it('is not sent to Jira again before its search may find it', () => {
    assert.deepEqual(
      [notSooner('jira', 1_000), notSooner('jira', 60_000), notSooner('slack', 1_000)],
      [30_000, 60_000, 1_000],
    );
  });

  it('says nothing of the endpoint at first, which then waits as its events would', () => {
    assert.deepEqual(
      [1, 2].map((failures) => retryEndpointMs(failures)),
      [null, null],
    );
    assert.deepEqual([1, 2, 3].map(isDoubtful), [false, false, true]);
    assert.deepEqual(
      [3, 4, 1_000].map((failures) => retryEndpointMs(failures)),
      [1_000, 5_000, 24 * HOUR_MS],
    );
    assert.deepEqual(
      [3, 1_000].map((failures) => retryEndpointMs(failures, true)),
      [1_000, HOUR_MS / 12],
      'one that answers is asked again soon',
    );
  });
});
