/** What openapi.yaml repeats of the code is the same there: values, defaults, connector settings, operations. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { loadContract } from '../../../api/contract.ts';
import { handlers } from '../../../api/handlers/index.ts';
import { platformDefaults } from '../../../api/handlers/platforms/platform-defaults.ts';
import { TYPE_OF_CONNECTOR, TYPE_OF_DEVICE } from '../../../api/handlers/resources/resource-fit.ts';
import { MAX_BODY_BYTES } from '../../../api/json-body.ts';
import { connectorFor } from '../../../connectors/registry.ts';
import { APPROVAL_KINDS, APPROVAL_STATUSES } from '../../../domain/approval.ts';
import { AUDIT_STATUSES } from '../../../domain/audit.ts';
import { RETRIED_UNLESS_SAID, RETRYABLE_STATUSES } from '../../../domain/bulk.ts';
import {
  DEFAULT_SESSION_MINUTES,
  SESSION_END_REASONS,
  SESSION_MODES,
  SESSION_PROTOCOLS,
  SESSION_STATUSES,
  SESSION_WAITS,
  termsOf,
} from '../../../domain/connect-session.ts';
import { DEFAULT_REMIND_DAYS } from '../../../domain/expiry-reminders.ts';
import { FOUND_WAITS, WAIT_REASONS } from '../../../domain/item-wait.ts';
import { ITEM_FAILURE_CODES, JOB_OPERATIONS, JOB_STATUSES, STEP_NAMES } from '../../../domain/job.ts';
import { LEDGER_STATES } from '../../../domain/ledger.ts';
import {
  COLLECTOR_FORMATS,
  COLLECTOR_KINDS,
  COLLECTOR_STATUSES,
  DELIVERY_FAILURE_CODES,
  EXPORT_FORMATS,
} from '../../../domain/log-collector.ts';
import {
  CHANNEL_KINDS,
  CHANNEL_PAUSES,
  CHANNEL_STATUSES,
  DELIVERY_STATUSES,
} from '../../../domain/notification-channel.ts';
import { SEVERITIES } from '../../../domain/notification-event.ts';
import { EVENT_KINDS, EVENT_LEVELS, EVENT_SOURCES } from '../../../domain/operational-event.ts';
import { PERMISSIONS } from '../../../domain/permissions.ts';
import { PLAN_CHECKS, PLAN_STATUSES, PLAN_VERDICTS } from '../../../domain/plan.ts';
import { NO_POLICY } from '../../../domain/policy/effective.ts';
import { COMMAND_ACTIONS, MODERATION_LEAVES, RULE_NAMES, SESSION_ACTIVITIES } from '../../../domain/policy/rules.ts';
import { INFORMATION_KINDS, MAX_CONTENT_BYTES } from '../../../domain/protected-information.ts';
import { RECORDING_KINDS, RECORDING_STATES } from '../../../domain/recording.ts';
import { RESOURCE_STATUSES, RESOURCE_TYPES, type ResourceType, VERSION_STATES } from '../../../domain/resource.ts';
import { RETRIEVAL_STATUSES } from '../../../domain/retrieval.ts';
import { CONNECTOR_KINDS, CREDENTIAL_OF_CONNECTOR } from '../../../domain/target.ts';
import { TARGET_FAILURE_CODES } from '../../../domain/target-failure.ts';
import { USER_PASSWORD_LENGTH } from '../../../domain/user-password.ts';

const contract = await loadContract();

/** What lies at a path of names in the contract. */
function at(...names: readonly string[]): unknown {
  return names.reduce<unknown>((node, name) => Object(node)[name], contract.document);
}

function schema(name: string): unknown {
  return at('components', 'schemas', name);
}

function enumOf(name: string, property: string): unknown[] {
  const values = at('components', 'schemas', name, 'properties', property, 'enum');
  assert.ok(Array.isArray(values), `${name}.${property} has no enum`);
  return values.filter((value) => value !== null);
}

function sameValues(actual: readonly unknown[], expected: readonly unknown[]): void {
  assert.deepEqual([...actual].sort(), [...expected].sort());
}

describe('openapi.yaml mirrors the code', () => {
  it('has a handler for every operation that is not open to everyone, and no other', () => {
    const closed = [...contract.operations.values()].filter((operation) => !operation.isPublic);
    sameValues(
      handlers.map(({ id }) => id),
      closed.map(({ id }) => id),
    );
  });

  it('names every enumeration of the domain in full', () => {
    sameValues(enumOf('Resource', 'status'), RESOURCE_STATUSES);
    sameValues(enumOf('Resource', 'type'), RESOURCE_TYPES);
    sameValues(enumOf('Job', 'status'), JOB_STATUSES);
    sameValues(enumOf('Job', 'operation'), JOB_OPERATIONS);
    sameValues(enumOf('JobStep', 'step'), STEP_NAMES);
    sameValues(enumOf('LogCollector', 'kind'), COLLECTOR_KINDS);
    sameValues(enumOf('LogCollector', 'format'), COLLECTOR_FORMATS);
    sameValues(enumOf('LogCollector', 'status'), COLLECTOR_STATUSES);
    sameValues(enumOf('DeliveryFailure', 'code'), DELIVERY_FAILURE_CODES);
    sameValues(enumOf('NotificationChannel', 'kind'), CHANNEL_KINDS);
    sameValues(enumOf('NewNotificationChannel', 'kind'), CHANNEL_KINDS);
    sameValues(enumOf('NotificationChannel', 'status'), CHANNEL_STATUSES);
    sameValues(enumOf('NotificationChannel', 'paused_for'), CHANNEL_PAUSES);
    sameValues(enumOf('NotificationDelivery', 'status'), DELIVERY_STATUSES);
    sameValues([at('components', 'schemas', 'NotificationSeverity', 'enum')].flat(), SEVERITIES);
    const exported = [at('paths', '/v1/ledger/export', 'get', 'parameters')].flat();
    const formats = exported.find((parameter) => Object(parameter).name === 'format');
    sameValues(Object(formats).schema.enum, EXPORT_FORMATS);
    sameValues(enumOf('JobItem', 'code'), [...TARGET_FAILURE_CODES, ...ITEM_FAILURE_CODES]);
    const filters = [at('paths', '/v1/jobs/{id}/items', 'get', 'parameters')].flat();
    const ofCode = filters.find((parameter) => Object(parameter).name === 'code');
    sameValues(Object(ofCode).schema.enum, [...TARGET_FAILURE_CODES, ...ITEM_FAILURE_CODES]);
    sameValues(enumOf('ItemWait', 'reason'), WAIT_REASONS);
    sameValues(Object.keys(Object(at('components', 'schemas', 'BulkWaits', 'properties'))), FOUND_WAITS);
    for (const [of, field] of [
      ['BulkRetry', 'statuses'],
      ['BulkState', 'retry_statuses'],
    ] as const) {
      const chosen = at('components', 'schemas', of, 'properties', field, 'items');
      sameValues(Object(chosen).enum, RETRYABLE_STATUSES);
    }
    const unlessSaid = at('components', 'schemas', 'BulkRetry', 'properties', 'statuses', 'default');
    assert.deepEqual(unlessSaid, RETRIED_UNLESS_SAID);
    sameValues(enumOf('Plan', 'status'), PLAN_STATUSES);
    sameValues(enumOf('PlanItem', 'verdict'), PLAN_VERDICTS);
    sameValues(enumOf('PlanFinding', 'check'), PLAN_CHECKS);
    sameValues(Object(schema('ApprovalStatus'))['enum'], APPROVAL_STATUSES);
    sameValues(Object(schema('ApprovalKind'))['enum'], APPROVAL_KINDS);
    sameValues(enumOf('AuditEvent', 'status'), AUDIT_STATUSES);
    sameValues(enumOf('Platform', 'connector'), CONNECTOR_KINDS);
    sameValues(Object(schema('VersionState'))['enum'], VERSION_STATES);
    sameValues(enumOf('ProtectedInformation', 'kind'), INFORMATION_KINDS);
    sameValues(enumOf('RevealedInformation', 'kind'), INFORMATION_KINDS);
    sameValues(Object(schema('RetrievalStatus'))['enum'], RETRIEVAL_STATUSES);
    sameValues(Object(schema('EventLevel'))['enum'], EVENT_LEVELS);
    sameValues(Object(schema('EventKind'))['enum'], EVENT_KINDS);
    sameValues(enumOf('OperationalEvent', 'source'), EVENT_SOURCES);
    sameValues(enumOf('Ledger', 'state'), LEDGER_STATES);
    sameValues(Object(schema('Permission'))['enum'], PERMISSIONS);
  });

  it('names all that sessions may be, may be of, and may end by', () => {
    sameValues(Object(schema('ConnectSessionStatus'))['enum'], SESSION_STATUSES);
    sameValues(enumOf('ConnectSession', 'end_reason'), SESSION_END_REASONS);
    for (const name of ['ConnectSession', 'ConnectSessionRequest']) {
      sameValues(enumOf(name, 'mode'), SESSION_MODES);
      sameValues(enumOf(name, 'protocol'), SESSION_PROTOCOLS);
    }
    sameValues(enumOf('SessionRecording', 'kind'), RECORDING_KINDS);
    sameValues(enumOf('SessionRecording', 'state'), RECORDING_STATES);
    const [terms] = [at('components', 'schemas', 'ConnectSession', 'properties', 'terms', 'oneOf')].flat();
    const shown = Object(terms).properties;
    sameValues(shown.activities.items.enum, SESSION_ACTIVITIES);
    sameValues(Object.keys(shown), Object.keys(termsOf(NO_POLICY)));
    const rules = Object(at('components', 'schemas', 'PolicyRules', 'properties'));
    sameValues(Object.keys(rules), RULE_NAMES);
    sameValues(rules.session_activities.items.enum, SESSION_ACTIVITIES);
    sameValues(rules.session_command_rules.items.properties.action.enum, COMMAND_ACTIONS);
    sameValues(rules.session_moderated.oneOf[1].properties.on_leave.enum, MODERATION_LEAVES);
    sameValues(enumOf('ConnectSession', 'waits_for'), SESSION_WAITS);
  });

  it('states what holds for sessions where no policy says it', () => {
    const { session_idle_minutes: idle, session_activities: activities } = Object(
      at('components', 'schemas', 'PolicyRules', 'properties'),
    );
    const terms = termsOf(NO_POLICY);
    assert.ok(idle.description.includes(`after ${terms.idle_minutes} minutes`));
    assert.ok(activities.description.includes(terms.activities.map((activity) => `\`${activity}\``).join(' and ')));
    const minutes = String(
      at('components', 'schemas', 'ConnectSessionRequest', 'properties', 'minutes', 'description'),
    );
    assert.ok(minutes.includes(`Default: ${DEFAULT_SESSION_MINUTES},`));
  });

  it('takes passwords of users of the length that the domain does', () => {
    for (const name of ['NewUser', 'PasswordReset']) {
      const { minLength: min, maxLength: max } = Object(at('components', 'schemas', name, 'properties', 'password'));
      assert.deepEqual({ min, max }, USER_PASSWORD_LENGTH);
    }
  });

  it('takes protected information of the size that the domain does, however JSON writes it', () => {
    const longest = Buffer.alloc(MAX_CONTENT_BYTES).toString('base64').length;
    for (const name of ['NewProtectedInformation', 'NewProtectedInformationVersion', 'RevealedInformation']) {
      assert.equal(Object(at('components', 'schemas', name, 'properties', 'content'))['maxLength'], longest);
    }
    assert.equal(
      Object(at('components', 'schemas', 'ProtectedInformation', 'properties', 'size'))['maximum'],
      MAX_CONTENT_BYTES,
    );
    // `\u0001` is a byte; what comes beside the content has kilobytes.
    const room = 6 * MAX_CONTENT_BYTES + 64 * 1024;
    const larger = [...contract.operations.values()].filter(({ maxBodyBytes }) => maxBodyBytes !== MAX_BODY_BYTES);
    assert.deepEqual(Object.fromEntries(larger.map(({ id, maxBodyBytes }) => [id, maxBodyBytes])), {
      addProtectedInformationVersion: room,
      createProtectedInformation: room,
      // Whole sets of policies and bindings.
      putPolicySet: 16 * 1024 * 1024,
    });
    const remind = at(
      'components',
      'schemas',
      'NewProtectedInformation',
      'properties',
      'remind_days_before',
      'default',
    );
    assert.deepEqual(remind, DEFAULT_REMIND_DAYS);
  });

  it('lets every permission be needed by some operation', () => {
    const needed = new Set([...contract.operations.values()].map(({ permission }) => permission));
    // Operations that are open without it take it as well, for a field of their body.
    assert.match(
      String(at('components', 'schemas', 'JobRequest', 'properties', 'break_glass', 'description')),
      /break_glass:use/,
    );
    needed.add('break_glass:use');
    assert.deepEqual(
      PERMISSIONS.filter((permission) => !needed.has(permission)),
      [],
    );
  });

  it('states the defaults of a platform as they are', () => {
    const defaults = platformDefaults('postgres');
    const stated = (name: string, values: object) => {
      for (const [field, value] of Object.entries(values)) {
        const description = String(at('components', 'schemas', name, 'properties', field, 'description'));
        const expected = value === '' ? 'none' : String(value);
        assert.match(description, new RegExp(`Where left out: \`?${quote(expected)}`), field);
      }
    };
    stated('PasswordRulesPart', Object(defaults.password_rules));
    stated('PlatformTimeoutsPart', defaults.timeouts);
    stated('LoginGuardPart', defaults.login_guard);
    stated('NewPlatform', {
      change_by: defaults.change_by,
      max_parallel_per_device: defaults.max_parallel_per_device,
    });
  });
});

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

describe('openapi.yaml mirrors the connectors', () => {
  const SETTINGS_OF = {
    postgres: 'PostgresSettings',
    ssh_password: 'SshPasswordSettings',
    ssh_key: 'SshKeySettings',
    ssh_certificate: 'SshCertificateSettings',
  } as const;
  const NAME_OF = {
    postgres_role: 'PostgresRoleName',
    linux_account: 'LinuxAccountName',
  } as const satisfies Record<ResourceType, string>;
  const NAMES = [
    'deploy',
    'a',
    'Deploy',
    'a.b-c_1',
    '_x',
    '1abc',
    '-x',
    'a b',
    'ä',
    'a\nb',
    'a\0b',
    'x'.repeat(32),
    'x'.repeat(33),
  ];
  const LONG_NAMES = ['x'.repeat(63), 'x'.repeat(64), ''];

  for (const kind of CONNECTOR_KINDS) {
    const connector = connectorFor(kind);

    it(`describes the settings of ${kind} as the connector does`, () => {
      const declared = z.toJSONSchema(connector.settings, { io: 'input' });
      assert.deepEqual(withoutText(schema(SETTINGS_OF[kind])), withoutText(declared));
    });

    it(`fits ${kind} to the resource type, the credential and the password length that the connector takes`, () => {
      assert.equal(TYPE_OF_CONNECTOR[kind], connector.resourceType);
      assert.equal(CREDENTIAL_OF_CONNECTOR[kind], connector.credentialKind);
      assert.equal(platformDefaults(kind).password_rules === null, connector.passwordRules === null);
      const longest = at('components', 'schemas', 'PasswordRules', 'properties', 'length', 'maximum');
      assert.ok(connector.passwordRules === null || Number(longest) <= connector.passwordRules.maxLength);
    });

    it(`takes the account names that ${kind} takes`, () => {
      const takes = new Ajv2020().compile(Object(withoutText(schema(NAME_OF[connector.resourceType]))));
      for (const name of [...NAMES, ...LONG_NAMES]) {
        assert.equal(takes(name), connector.usernameProblem(name) === null, JSON.stringify(name));
      }
    });
  }

  it('gives every device kind a resource type of its own', () => {
    sameValues(Object.values(TYPE_OF_DEVICE), RESOURCE_TYPES);
  });
});

/** The schema as far as it decides: without words for humans. */
function withoutText(node: unknown): unknown {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(
        ([name, value]) =>
          !['$schema', 'examples'].includes(name) && !(name === 'description' && typeof value === 'string'),
      )
      .map(([name, value]) => [name, withoutText(value)]),
  );
}
