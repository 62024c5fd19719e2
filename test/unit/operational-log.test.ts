/** The writer of the operational log: it costs its callers nothing, loses nothing in silence, and holds no secret. */

import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { mongo } from 'mongoose';
import { createLogger } from '../../runtime/logger.ts';
import type { OperationalEventDocument } from '../../store/models/operational-event.ts';
import { OperationalLog, type OperationalLogParts } from '../../store/operational-log.ts';
import { until } from '../support/until.ts';

type Insert = OperationalLogParts['insert'];

const EVENT = {
  organization_id: 1,
  level: 'info',
  kind: 'job.step',
  message: 'Step apply of job 5 succeeded',
} as const;

function events(count: number, from = 0) {
  return Array.from({ length: count }, (_, index) => ({ ...EVENT, message: `event ${from + index}` }));
}

/** A log whose writes go through `before`, and then into a list. */
function logWith(options: Partial<OperationalLogParts> = {}, before: Insert = async () => undefined) {
  const batches: (readonly OperationalEventDocument[])[] = [];
  const lines: { readonly message: string; readonly dropped?: number }[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const log = new OperationalLog({
    source: 'worker',
    logger: createLogger({ service: 'worker', level: 'debug', stream }),
    everyMs: 5,
    ...options,
    async insert(batch) {
      await before(batch);
      batches.push(batch);
    },
  });
  const written = () => batches.flat().map(({ message }) => message);
  const add = (count: number, from = 0) => {
    for (const event of events(count, from)) log.add(event);
  };
  const writtenInAll = (count: number) =>
    until(`${count} events`, async () => (batches.flat().length >= count ? written() : undefined), 10_000);
  return { log, batches, lines, add, written, writtenInAll };
}

/** A write that goes on when the test says so. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

test('an event is completed: id, time, source, and null for what is left out', async () => {
  const { log, batches, add } = logWith();
  add(1);
  await log.close();
  const [event] = batches.flat();
  assert.match(event?._id ?? '', /^evt_[0-9A-HJKMNP-TV-Z]{26}$/);
  assert.ok(event && Date.now() - event.timestamp.getTime() < 10_000);
  assert.deepEqual([event.source, event.scope_id, event.code, event.duration_ms], ['worker', null, null, null]);
  assert.deepEqual(event.attributes, {});
});

test('events that come close together share a write, in their order', async () => {
  const { batches, add, writtenInAll } = logWith();
  add(20);
  assert.deepEqual(
    await writtenInAll(20),
    events(20).map(({ message }) => message),
  );
  assert.equal(batches.length, 1);
});

test('as many as make a batch are written without waiting, and no write is larger', async () => {
  const { batches, add, writtenInAll } = logWith({ batchSize: 10, everyMs: 600_000 });
  add(25);
  await writtenInAll(25);
  assert.deepEqual(
    batches.map(({ length }) => length),
    [10, 10, 5],
  );
});

test('what does not fit is dropped at once, and how many were is told when writing goes on', async () => {
  const { open, opened } = gate();
  const { log, batches, lines, add } = logWith({ capacity: 10 }, () => opened);
  add(17);
  assert.equal(lines.filter(({ message }) => message.includes('are dropped')).length, 1, 'told as soon as it begins');
  open();
  await log.close();
  const [told, ...others] = batches.flat().slice(10);
  assert.deepEqual(
    [told?.level, told?.kind, told?.organization_id, told?.attributes],
    ['warn', 'health', 1, { dropped: 7 }],
  );
  assert.match(told?.message ?? '', /^7 operational events were dropped/);
  assert.deepEqual(others, []);
  assert.equal(lines.find(({ dropped }) => dropped !== undefined)?.dropped, 7);
});

test('a write that fails is tried again, and every event is written once', async () => {
  let failures = 2;
  const { lines, add, writtenInAll } = logWith({ batchSize: 10 }, async () => {
    failures -= 1;
    if (failures >= 0) throw new mongo.MongoServerSelectionError('nobody answers', Object.create(null));
  });
  add(15);
  assert.deepEqual(
    await writtenInAll(15),
    events(15).map(({ message }) => message),
  );
  assert.equal(lines.filter(({ message }) => message.includes('cannot be written now')).length, 1);
});

test('events that the server refuses for what they are do not hold up the others; those it has already are written', async () => {
  const refusal = (...codes: [number, ...number[]]) =>
    new mongo.MongoBulkWriteError(
      { message: 'refused', code: codes[0], writeErrors: codes.map((code) => ({ code })) as never },
      Object.create(null),
    );
  const answers = [refusal(121, 11_000), refusal(11_000)];
  const { log, batches, add } = logWith({ batchSize: 10, everyMs: 600_000 }, async () => {
    const answer = answers.shift();
    if (answer) throw answer;
  });
  add(25);
  await log.close();
  const told = batches.flat().find(({ kind }) => kind === 'health');
  assert.deepEqual(told?.attributes, { dropped: 1 });
  assert.equal(batches.flat().length, 6, 'the third batch, and the event about the first one');
});

test('the end writes what waits, and waits for a server that is away no longer than it was told to', async () => {
  const quick = logWith({ everyMs: 600_000 });
  quick.add(3);
  await quick.log.close();
  assert.equal(quick.written().length, 3);

  const { open, opened } = gate();
  const stuck = logWith({ everyMs: 600_000 }, () => opened);
  stuck.add(4);
  await stuck.log.close(20);
  assert.equal(stuck.lines.find(({ dropped }) => dropped !== undefined)?.dropped, 4);
  stuck.add(1);
  open();
  await stuck.log.close();
  assert.deepEqual(stuck.written().includes('event 0'), true, 'the write that was under way');
  assert.equal(stuck.lines.at(-1)?.dropped, 1, 'what comes after the end');
});

test('texts are kept short, and what looks like a secret is not kept', async () => {
  const { log, batches } = logWith();
  log.add({
    ...EVENT,
    message: `login at postgres://app:planted-password@db failed ${'x'.repeat(2_000)}`,
    attributes: { call: 'login', note: `Bearer planted-token ${'y'.repeat(500)}`, credential_id: 7 },
  });
  await log.close();
  const [event] = batches.flat();
  assert.doesNotMatch(JSON.stringify(event), /planted/);
  assert.equal(event?.message.length, 1_000);
  assert.equal(String(event?.attributes['note']).length, 200);
  assert.equal(event?.attributes['credential_id'], 7);
});
