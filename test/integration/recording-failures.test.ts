/** A recording when all goes wrong around it: killed writers, a database that is away, more output than can be stored. */

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { NO_CHUNK } from '../../domain/recording.ts';
import { ChunkChain } from '../../gateway/recording/chunk-chain.ts';
import { RECORDING_LIMITS } from '../../gateway/recording/recording-limits.ts';
import type { Mongod } from '../../launcher/engines/mongod.ts';
import { sealChunk } from '../../store/recordings/chunk.ts';
import { chunksOf } from '../../store/recordings/collections.ts';
import { completeOrphan } from '../../store/recordings/complete-orphan.ts';
import { exportCast } from '../../store/recordings/export-cast.ts';
import { verifyRecording } from '../../store/recordings/read-chain.ts';
import { searchRecording } from '../../store/recordings/search-recording.ts';
import { openStore, type Store } from '../../store/store.ts';
import { memoryMeter } from '../support/memory-meter.ts';
import { newSessionId, ORGANIZATION, RecordingDesk, type Told } from '../support/recording-desk.ts';
import { startRole } from '../support/role-process.ts';
import { startLastingMongod } from '../support/test-mongod.ts';
import { until } from '../support/until.ts';

const MIB = 1 << 20;

let directory: string;
let mongod: Mongod;
let store: Store;
let desk: RecordingDesk;

const data = () => join(directory, 'mongodb');

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'capstan-test-'));
  mongod = await startLastingMongod(data());
  store = await openStore(mongod.uri);
  await store.prepare();
  desk = new RecordingDesk(store, directory);
});

after(async () => {
  await desk.leave();
  await store.close();
  await mongod.stop();
  await rm(directory, { recursive: true, force: true });
});

async function shownLines(sessionId: string): Promise<string[]> {
  const recording = await desk.document(sessionId);
  const shown: string[] = [];
  const options = { form: 'as_recorded', withInput: true } as const;
  for await (const part of exportCast(store, recording, await desk.key(recording), options)) {
    for (const line of part.trimEnd().split('\n')) {
      const event: unknown = JSON.parse(line);
      if (Array.isArray(event) && event[1] === 'o') shown.push(event[2]);
    }
  }
  return shown;
}

const numbered = (count: number) => Array.from({ length: count }, (_, number) => `line ${number}\r\n`);
const told = (counts: Told, what: 'pauses' | 'resumes') =>
  until(what, async () => (counts[what] > 0 ? true : undefined), 20_000);

describe('a writer that is killed', () => {
  it('leaves a recording that is whole up to its last chunk', async () => {
    const sessionId = newSessionId();
    const notes = join(directory, 'notes');
    await writeFile(notes, '');
    const recorder = startRole('test/support/recording-process.ts', {
      RECORDER_MONGODB_URI: mongod.uri,
      RECORDER_INBOX_KEY: JSON.stringify(desk.vault.inboxPublicKey().jwk),
      RECORDER_SESSION: sessionId,
      RECORDER_NOTES: notes,
    });
    const last = async (what: string) => {
      const lines = (await readFile(notes, 'utf8')).split('\n').filter((line) => line.startsWith(`${what} `));
      return Number(lines.at(-1)?.slice(what.length) ?? 0);
    };
    await until('some chunks', async () => ((await last('stored')) > 100 ? true : undefined));
    await recorder.kill();
    const ended = await completeOrphan(store, sessionId);
    assert.equal(ended?.state, 'interrupted');
    const lines = await shownLines(sessionId);
    assert.deepEqual(lines, numbered(lines.length));
    assert.ok(lines.length >= (await last('stored')) && lines.length <= (await last('writes')) + 1);
  });
});

describe('a database that does not answer', () => {
  it('lets the session wait, and when it answers again nothing is lost or twice', async () => {
    const { writer, sessionId, told: counts } = await desk.open({}, { flushAfterMs: 10, pauseAfterMs: 100 });
    writer.output(Buffer.from('line 0\r\n'));
    await writer.stored();
    process.kill(mongod.pid, 'SIGSTOP');
    try {
      writer.output(Buffer.from('line 1\r\n'));
      await told(counts, 'pauses');
      // What was on its way already is still taken.
      assert.equal(writer.output(Buffer.from('line 2\r\n')), false);
    } finally {
      process.kill(mongod.pid, 'SIGCONT');
    }
    await told(counts, 'resumes');
    await writer.close('logout');
    assert.deepEqual(await shownLines(sessionId), numbered(3));
    assert.deepEqual(counts.failures, []);
  });

  it('ends the session when it does so for too long, and what was stored before is whole', async () => {
    const limits = { flushAfterMs: 10, pauseAfterMs: 100, failAfterMs: 1_500 };
    const { writer, sessionId, told: counts } = await desk.open({}, limits);
    writer.output(Buffer.from('line 0\r\n'));
    await writer.stored();
    process.kill(mongod.pid, 'SIGSTOP');
    try {
      writer.output(Buffer.from('line 1\r\n'));
      const failed = { name: 'RecordingFailed', code: 'not_written' };
      await assert.rejects(writer.stored(), failed);
      assert.equal(counts.failures.length, 1);
      assert.ok(counts.pauses > 0);
      assert.equal(writer.output(Buffer.from('line 2\r\n')), false);
      await assert.rejects(writer.stored(), failed);
      await assert.rejects(writer.close('logout'), failed);
    } finally {
      process.kill(mongod.pid, 'SIGCONT');
    }
    const ended = await completeOrphan(store, sessionId);
    assert.equal(ended?.end_reason, 'interrupted');
    // The one that was on its way may have arrived.
    const lines = await shownLines(sessionId);
    assert.ok(lines.length === 1 || lines.length === 2);
    assert.deepEqual(lines, numbered(lines.length));
  });

  it('fails a recording that is being closed', async () => {
    const { writer, told: counts } = await desk.open({}, { failAfterMs: 1_500, flushAfterMs: 10 });
    await writer.stored();
    process.kill(mongod.pid, 'SIGSTOP');
    try {
      await assert.rejects(writer.close('logout'), { code: 'not_written' });
    } finally {
      process.kill(mongod.pid, 'SIGCONT');
    }
    assert.equal(counts.failures.length, 1);
  });

  it('may be killed and started again meanwhile', async () => {
    const {
      writer,
      sessionId,
      told: counts,
    } = await desk.open({}, { flushAfterMs: 10, chunkBytes: 40, failAfterMs: 60_000 });
    const before = numbered(200);
    for (const line of before.slice(0, 100)) writer.output(Buffer.from(line));
    await until('a chunk', async () => (writer.checkpoint().chunks > 1 ? true : undefined));
    await mongod.kill();
    for (const line of before.slice(100)) writer.output(Buffer.from(line));
    const closed = writer.close('logout');
    mongod = await startLastingMongod(data(), mongod.port);
    assert.equal((await closed).state, 'complete');
    assert.deepEqual(await shownLines(sessionId), before);
    assert.deepEqual(counts.failures, []);
  });
});

describe('a chunk whose answer was lost', () => {
  const content = { lines: Buffer.from('header\n[0.0, "o", "x"]\n'), events: 1 };
  const place = (sessionId: string) => ({
    organizationId: ORGANIZATION,
    sessionId,
    seq: 0,
    isLast: false,
    previous: NO_CHUNK,
  });

  it('is found to be stored, and not stored again', async () => {
    const sessionId = newSessionId();
    const key = Buffer.alloc(32, 7);
    await chunksOf(store).insertOne(await sealChunk(key, place(sessionId), content));
    const chain = new ChunkChain(store, { organizationId: ORGANIZATION, sessionId }, key);
    await chain.append(content, false);
    assert.equal(chain.head.chunks, 1);
    assert.equal(await chunksOf(store).countDocuments({ session_id: sessionId }), 1);
    chain.dispose();
    assert.deepEqual(key, Buffer.alloc(32), 'its key is overwritten');
  });

  it('is not taken for one of somebody else', async () => {
    const sessionId = newSessionId();
    await chunksOf(store).insertOne(await sealChunk(Buffer.alloc(32, 8), place(sessionId), content));
    const chain = new ChunkChain(store, { organizationId: ORGANIZATION, sessionId }, Buffer.alloc(32, 7));
    await assert.rejects(chain.append(content, false), { code: 'overtaken' });
    chain.dispose();
  });

  it('does not use its key once that is overwritten', async () => {
    const sessionId = newSessionId();
    const key = Buffer.alloc(32, 7);
    const chain = new ChunkChain(store, { organizationId: ORGANIZATION, sessionId }, key);
    const appended = chain.append(content, false);
    chain.dispose();
    await appended.catch(() => undefined);
    assert.deepEqual(key, Buffer.alloc(32));
    await assert.rejects(chain.append(content, false), { name: 'AbortError' });
    const stored = await chunksOf(store).findOne({ session_id: sessionId });
    const sealed = await sealChunk(Buffer.alloc(32, 7), place(sessionId), content);
    if (stored) assert.equal(stored.hash, sealed.hash);
  });
});

describe('more output than can be stored', () => {
  it('ends a session that does not wait', async () => {
    const { writer, told: counts } = await desk.open(
      {},
      { pauseAtBytes: 1_000, resumeAtBytes: 100, maxBacklogBytes: 5_000 },
    );
    assert.equal(writer.output(Buffer.alloc(2_000, 'x')), false);
    writer.output(Buffer.alloc(4_000, 'x'));
    assert.deepEqual(
      counts.failures.map(({ code }) => code),
      ['backlog_full'],
    );
    await assert.rejects(writer.close('logout'), { code: 'backlog_full' });
  });

  it('costs no memory where the session waits, nor where it is read, however much it is', async () => {
    const usedBytes = memoryMeter();
    const { writer, sessionId, told: counts } = await desk.open();
    const piece = Buffer.from(`${'0123456789abcdef'.repeat(128)}\r\n`.repeat(16));
    const lines = Math.ceil((20 * MIB) / piece.length);
    let highest = 0;
    let usedAtFirst = 0;
    for (let at = 0; at < lines; at += 1) {
      if (!writer.output(piece)) await until('resume', async () => (writer.isPaused ? undefined : true));
      highest = Math.max(highest, writer.backlog);
      if (at === Math.floor(lines / 4)) usedAtFirst = usedBytes();
    }
    await writer.close('logout');
    const grown = usedBytes() - usedAtFirst;
    assert.ok(highest < RECORDING_LIMITS.pauseAtBytes + 2 * piece.length, `${highest} bytes waited`);
    assert.ok(counts.pauses > 0 && counts.failures.length === 0);
    assert.ok(grown < 8 * MIB, `grown by ${grown} bytes`);
    const recording = await desk.document(sessionId);
    const key = await desk.key(recording);
    const { bytes, events } = await verifyRecording(store, recording, { key });
    assert.ok(bytes > 20 * MIB && events > lines);
    let highestRead = 0;
    let parts = 0;
    for await (const _part of exportCast(store, recording, key, { form: 'harmless', withInput: false })) {
      parts += 1;
      if (parts % 100 === 0) highestRead = Math.max(highestRead, usedBytes() - usedAtFirst);
    }
    assert.ok(parts > 200 && highestRead < 8 * MIB, `${parts} parts, grown by ${highestRead} bytes`);
    const found = await searchRecording(store, recording, key, { words: 'nowhere', places: ['output'], limit: 5 });
    assert.deepEqual(found, { matches: [], has_more: false });
  });
});
