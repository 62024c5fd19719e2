/** The log: one JSON object a line, tied to its request or job, and never with a secret in it, however it gets there. */

import assert from 'node:assert/strict';
import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { Secret } from '../../domain/secret.ts';
import { TargetFailure } from '../../domain/target-failure.ts';
import { withCorrelation } from '../../runtime/correlation.ts';
import { createLogger, type Logger } from '../../runtime/logger.ts';
import { isSecretName, redactValue } from '../../runtime/redact.ts';
import { redactText } from '../../runtime/redact-text.ts';

const PLANTED = 'pl4nted-Va1ue/9';

function listen(): { logger: Logger; raw: () => string; lines: () => Record<string, unknown>[] } {
  let written = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += chunk;
      done();
    },
  });
  const logger = createLogger({ service: 'worker', level: 'debug', stream });
  const lines = () =>
    written
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { logger, raw: () => written, lines };
}

test('a line is one JSON object with time, level, service, message and fields', () => {
  const { logger, raw, lines } = listen();
  logger.info('Rotated\nin two lines', { resource_id: 7, nested: { list: [1, null, true] } });
  assert.equal(raw().match(/\n/g)?.length, 1);
  const [line] = lines();
  assert.match(String(line?.['timestamp']), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.deepEqual(
    { ...line, timestamp: 0 },
    {
      timestamp: 0,
      level: 'info',
      service: 'worker',
      message: 'Rotated\nin two lines',
      resource_id: 7,
      nested: { list: [1, null, true] },
    },
  );
});

test('fields cannot pass for the time, the level or the service of a line', () => {
  const { logger, lines } = listen();
  logger.warn('x', { timestamp: 'never', level: 'debug', service: 'api' });
  assert.deepEqual([lines()[0]?.['level'], lines()[0]?.['service']], ['warn', 'worker']);
  assert.notEqual(lines()[0]?.['timestamp'], 'never');
});

test('levels below the asked-for one are not written', () => {
  let written = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += chunk;
      done();
    },
  });
  createLogger({ service: 'api', level: 'warn', stream }).info('unheard');
  assert.equal(written, '');
});

test('the ids of a request or job are on each of its lines, across awaits and in bursts', async () => {
  const { logger, lines } = listen();
  const jobs = Array.from({ length: 50 }, (_, index) =>
    withCorrelation({ correlation_id: `evt_${index}` }, async () => {
      logger.info(`begin ${index}`);
      await Promise.resolve();
      await withCorrelation({ correlation_id: `evt_${index}`, job_id: `job_${index}` }, async () =>
        logger.info(`end ${index}`),
      );
    }),
  );
  await Promise.all(jobs);
  logger.info('outside');
  assert.equal(lines().length, 101);
  for (const { message, correlation_id, job_id } of lines()) {
    const [word, index] = String(message).split(' ');
    assert.equal(correlation_id, word === 'outside' ? undefined : `evt_${index}`);
    assert.equal(job_id, word === 'end' ? `job_${index}` : undefined);
  }
});

test('a child logger adds its ids, and ids that are passed win over ambient ones', () => {
  const { logger, lines } = listen();
  withCorrelation({ correlation_id: 'ambient' }, () => {
    logger.child({ job_id: 'job_1' }).info('child');
    logger.info('passed', { correlation_id: 'passed' });
  });
  assert.deepEqual([lines()[0]?.['job_id'], lines()[0]?.['correlation_id']], ['job_1', 'ambient']);
  assert.equal(lines()[1]?.['correlation_id'], 'passed');
});

test('an error shows name, code, message, stack and the chain of its causes, wherever it is passed', () => {
  const { logger, lines } = listen();
  const failure = new TargetFailure('timeout', 'No answer', 'unknown', { cause: new RangeError('socket idle') });
  logger.error('As a field', { error: failure });
  logger.error('As the second argument', failure);
  logger.error('With 100%s', failure);
  logger.error(failure);
  for (const line of lines()) {
    const error = line['error'] as {
      name: string;
      code: string;
      effect: string;
      stack: string;
      cause: { name: string };
    };
    assert.deepEqual([error.name, error.code, error.effect], ['TargetFailure', 'timeout', 'unknown']);
    assert.match(error.stack, /runtime-logger\.test/);
    assert.equal(error.cause.name, 'RangeError');
  }
});

/** Every way in which a secret has a chance to reach the log. */
const leaks: Record<string, (logger: Logger) => void> = {
  'a Secret as a field': (log) => log.info('x', { value: new Secret(PLANTED) }),
  'a Secret as the argument itself': (log) => log.info('x', new Secret(PLANTED)),
  'a Secret in a template': (log) => log.info(`x ${new Secret(PLANTED)}`),
  'a Secret deep in objects, arrays, maps and sets': (log) =>
    log.info('x', { a: [{ b: new Map([['c', new Set([new Secret(PLANTED)])]]) }] }),
  'a Secret behind toJSON': (log) => log.info('x', { toJSON: () => ({ deep: new Secret(PLANTED) }) }),
  'a Secret as a third argument': (log) => log.info('x', {}, { more: new Secret(PLANTED) }),
  'a Secret on an error': (log) =>
    log.error('x', { error: Object.assign(new Error('e'), { held: new Secret(PLANTED) }) }),
  'a password on an error': (log) => log.error('x', Object.assign(new Error('e'), { password: PLANTED })),
  'a password in the chain of causes': (log) =>
    log.error(new Error('a', { cause: new Error('b', { cause: { config: { password: PLANTED } } }) })),
  'a password in a collected error': (log) =>
    log.error('x', { error: new AggregateError([Object.assign(new Error('e'), { token: PLANTED })]) }),
  'a URL with a password in the message': (log) =>
    log.info(`cannot reach mongodb://root:${PLANTED}@db:27017/admin?x=y`),
  'a URL with a password that has an @ in it': (log) => log.info(`postgres://root:a@${PLANTED}@db/x failed`),
  'a URL with a password in a field': (log) =>
    log.info('x', { target: new URL(`https://u:${encodeURIComponent(PLANTED)}@h/`) }),
  'a URL with a password in an error and its stack': (log) =>
    log.error('x', new Error(`no route: ssh://u:${PLANTED}@h`)),
  'an Authorization header': (log) => log.info('x', { headers: { Authorization: `Bearer ${PLANTED}` } }),
  'an authorization header in Headers': (log) => log.info('x', { h: new Headers({ authorization: PLANTED }) }),
  'headers as a raw list': (log) =>
    log.info('x', { rawHeaders: ['Host', 'h', 'Cookie', PLANTED, 'X-Capstan-Key', PLANTED] }),
  'a bearer token in the message': (log) => log.info(`401 for Bearer ${PLANTED}, retrying`),
  'a basic credential in the message': (log) => log.info(`sent "Basic ${Buffer.from(PLANTED).toString('base64')}"`),
  cookies: (log) => log.info('x', { cookie: PLANTED, 'set-cookie': [PLANTED], 'Set-Cookie': PLANTED }),
  'fields named for secrets, in any spelling': (log) =>
    log.info('x', {
      password: PLANTED,
      newPassword: PLANTED,
      client_secret: PLANTED,
      clientSecret: PLANTED,
      token: [PLANTED],
      access_token: { value: PLANTED },
      'private-key': PLANTED,
      launch_token: PLANTED,
      'x-api-key': PLANTED,
      apiKey: PLANTED,
      passphrase: PLANTED,
    }),
  'a form and a query in the message': (log) =>
    log.info(`POST grant_type=x&client_secret=${PLANTED} /cb?access_token=${PLANTED}`),
  'JSON in the message': (log) => log.info(`answer {"password": "${PLANTED}", "ok": 1} \\"token\\":\\"${PLANTED}\\"`),
  'bytes as a field, as the argument and as JSON': (log) => {
    log.info('x', { bytes: Buffer.from(PLANTED), view: new Uint8Array(Buffer.from(PLANTED)) });
    log.info('x', Buffer.from(PLANTED));
    log.info('x', { bytes: JSON.parse(JSON.stringify(Buffer.from(PLANTED))) });
  },
  'an OpenSSH private key in the message': (log) =>
    log.info(`read -----BEGIN OPENSSH PRIVATE KEY-----\n${PLANTED}\n-----END OPENSSH PRIVATE KEY----- from x`),
  'a cut PEM private key in a field': (log) => log.info('x', { out: `-----BEGIN RSA PRIVATE KEY-----\n${PLANTED}` }),
  'a key object': (log) => log.info('x', { key: createSecretKey(Buffer.from(PLANTED)) }),
  'a name of a field': (log) => log.info('x', { [`https://u:${PLANTED}@h`]: 1 }),
  'child fields': (log) => log.child({ credential: { secret: PLANTED } }).info('x'),
};

for (const [way, log] of Object.entries(leaks)) {
  test(`a planted secret does not reach the log by way of ${way}`, () => {
    const { logger, raw } = listen();
    log(logger);
    assert.notEqual(raw(), '', 'nothing was written');
    const bytes = Buffer.from(PLANTED);
    for (const trace of [PLANTED, encodeURIComponent(PLANTED), bytes.toString('base64'), [...bytes].join(',')]) {
      assert.ok(!raw().includes(trace), raw());
    }
  });
}

test('a private JWK shows its public members only', () => {
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  assert.deepEqual(redactValue(jwk), Object.assign(Object.create(null), jwk, { d: '[redacted]' }));
});

test('what is no secret stays readable', () => {
  const prose = [
    'Basic authentication failed for ssh://root@host:22',
    'https://host:8420/v1/resources?page=2',
    'Bearer token missing',
    'password rotated; secret: none',
  ];
  for (const text of prose) assert.equal(redactText(text), text);
  const fields = { fencing_token: 4, has_password: true, password_rules: { length: 20 }, key_id: 'kek-1', token: null };
  assert.deepEqual(JSON.parse(JSON.stringify(redactValue(fields))), fields);
  assert.equal(isSecretName('monkey'), false);
});

test('anything can be logged: cycles, depth, size, getters and proxies that throw', () => {
  const cyclic: Record<string, unknown> = { name: 'a' };
  cyclic['self'] = cyclic;
  let deep: unknown = new Secret(PLANTED);
  for (let level = 0; level < 50; level += 1) deep = { deep };
  const hostile = new Proxy(
    {},
    {
      ownKeys() {
        throw new Error(PLANTED);
      },
    },
  );
  const throwing = Object.defineProperty({}, 'x', {
    enumerable: true,
    get() {
      throw new Error('no');
    },
  });
  let shared: unknown = ['leaf'];
  for (let level = 0; level < 9; level += 1) shared = Array.from({ length: 20 }, () => shared);
  const { logger, raw, lines } = listen();
  logger.info('x', {
    cyclic,
    deep,
    hostile,
    throwing,
    shared,
    wide: new Array(100_000).fill(1),
    long: 'a'.repeat(1e6),
  });
  logger.info('x', {
    big: 10n,
    nan: Number.NaN,
    date: new Date(Number.NaN),
    call: () => 1,
    symbol: Symbol('s'),
    none: undefined,
  });
  logger.info(Symbol('s'));
  assert.equal(lines().length, 3);
  assert.ok(raw().length < 400_000, `${raw().length} characters`);
  assert.ok(!raw().includes(PLANTED));
});

test('no text makes the search slow', () => {
  const started = performance.now();
  for (const unit of [
    'a',
    'a.',
    '-----BEGIN PRIVATE KEY-----',
    'Bearer ',
    'a://a:',
    'eyJaaaaaaaaa.',
    '"password":"',
    'token=',
    '\\"',
  ]) {
    redactText(unit.repeat(100_000));
  }
  assert.ok(performance.now() - started < 3_000, `${performance.now() - started} ms`);
});

test('any value gives a line that parses and holds no Secret', () => {
  const { logger, raw, lines } = listen();
  fc.assert(
    fc.property(
      fc.anything({ withDate: true, withMap: true, withSet: true, withTypedArray: true, withNullPrototype: true }),
      (value) => {
        logger.info('x', { value, secret: new Secret(PLANTED) });
      },
    ),
    { numRuns: 200 },
  );
  assert.equal(lines().length, 200);
  assert.ok(!raw().includes(PLANTED));
});
