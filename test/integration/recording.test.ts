/** Recordings in a real MongoDB: what was recorded comes back whole, or what was done to it is told. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { RecordingHead } from '../../domain/recording.ts';
import { StatementRecorder } from '../../gateway/recording/statement-recorder.ts';
import { binaryOf, bytesOf } from '../../store/ledger/bytes.ts';
import type { RecordingChunkDocument } from '../../store/models/recording.ts';
import { chunksOf } from '../../store/recordings/collections.ts';
import { completeOrphan } from '../../store/recordings/complete-orphan.ts';
import type { EndedRecording } from '../../store/recordings/end-recording.ts';
import { type ExportOptions, exportCast } from '../../store/recordings/export-cast.ts';
import { readChain, verifyRecording } from '../../store/recordings/read-chain.ts';
import { RecordingFault, type RecordingFaultCode } from '../../store/recordings/recording-fault.ts';
import { type RecordingSearch, searchRecording } from '../../store/recordings/search-recording.ts';
import { VaultError } from '../../store/vault/vault-error.ts';
import { rewrapSecrets } from '../../worker/rewrap-secrets.ts';
import { type Database, startDatabase } from '../support/database.ts';
import { newSessionId, type OpenedWriter, ORGANIZATION, RecordingDesk } from '../support/recording-desk.ts';
import { until } from '../support/until.ts';

const AS_RECORDED: ExportOptions = { form: 'as_recorded', withInput: true };
const SHOWN: ExportOptions = { form: 'harmless', withInput: false };

let database: Database;
let desk: RecordingDesk;

before(async () => {
  database = await startDatabase();
  desk = new RecordingDesk(database.store, database.directory);
});
after(async () => {
  await desk.leave();
  await database.stop();
});

async function exported(sessionId: string, options: ExportOptions): Promise<string[]> {
  const recording = await desk.document(sessionId);
  const parts: string[] = [];
  for await (const part of exportCast(desk.store, recording, await desk.key(recording), options)) parts.push(part);
  return parts.join('').trimEnd().split('\n');
}

/** Codes and data, without the header and without times. */
async function events(sessionId: string, options = AS_RECORDED): Promise<[string, string][]> {
  return (await exported(sessionId, options)).slice(1).map((line) => {
    const [, code, data] = JSON.parse(line);
    return [code, data];
  });
}

/** A closed recording of so many chunks, each of which holds `line <n>`. */
async function recordLines(count: number): Promise<{ sessionId: string; heads: RecordingHead[] }> {
  const { writer, sessionId } = await desk.open();
  const heads: RecordingHead[] = [];
  for (let line = 0; line < count - 1; line += 1) {
    writer.output(Buffer.from(`line ${line}\r\n`));
    await writer.stored();
    heads.push(writer.checkpoint());
  }
  await writer.close('logout');
  return { sessionId, heads };
}

async function check(sessionId: string, heads: readonly RecordingHead[] = [], withKey = true): Promise<RecordingHead> {
  const recording = await desk.document(sessionId);
  return verifyRecording(desk.store, recording, { key: withKey ? await desk.key(recording) : null, heads });
}

function fault(code: RecordingFaultCode, seq?: number) {
  return (error: unknown) =>
    error instanceof RecordingFault && error.code === code && (seq === undefined || error.seq === seq);
}

describe('a recording', () => {
  it('holds the terminal, its output and its sizes, and ends with the reason', async () => {
    const { writer, sessionId } = await desk.open();
    assert.equal(writer.output(Buffer.from('hello ')), true);
    writer.resize(120, 40);
    writer.marker('upload /tmp/x');
    const euro = Buffer.from('€\r\n');
    writer.output(euro.subarray(0, 1));
    writer.output(euro.subarray(1));
    const ended = await writer.close('logout');
    assert.deepEqual(await events(sessionId), [
      ['o', 'hello '],
      ['r', '120x40'],
      ['m', 'upload /tmp/x'],
      ['o', '€\r\n'],
      ['m', 'end: logout'],
    ]);
    const [header = ''] = await exported(sessionId, AS_RECORDED);
    const { version, width, height, title, env } = JSON.parse(header);
    assert.deepEqual([version, width, height, title, env], [2, 80, 24, sessionId, { TERM: 'xterm-256color' }]);
    const { state, head, end_reason, ended_at } = await desk.document(sessionId);
    assert.deepEqual([state, end_reason, ended_at], ['complete', 'logout', ended.ended_at]);
    assert.deepEqual(head, await check(sessionId));
    const { chunks, bytes, head_hash } = ended;
    assert.deepEqual(head, { chunks, events: 5, bytes, head_hash });
    assert.equal(bytes, Buffer.byteLength(`${(await exported(sessionId, AS_RECORDED)).join('\n')}\n`));
  });

  it('does not hold what was typed, unless asked to', async () => {
    const quiet = await desk.open();
    quiet.writer.input(Buffer.from('hunter2\r'));
    await quiet.writer.close('logout');
    assert.deepEqual(await events(quiet.sessionId), [['m', 'end: logout']]);
    const loud = await desk.open({ hasInput: true });
    loud.writer.input(Buffer.from('ls\r'));
    await loud.writer.close('logout');
    assert.deepEqual((await events(loud.sessionId))[0], ['i', 'ls\r']);
    assert.deepEqual(await events(loud.sessionId, { form: 'as_recorded', withInput: false }), [['m', 'end: logout']]);
  });

  it('is stored in chunks of whole lines', async () => {
    const { writer, sessionId } = await desk.open({}, { flushAfterMs: 1, chunkBytes: 100 });
    for (let line = 0; line < 50; line += 1) writer.output(Buffer.from(`line ${line}\r\n`));
    await writer.close('logout');
    const recording = await desk.document(sessionId);
    let count = 0;
    for await (const { lines } of readChain(desk.store, recording, { key: await desk.key(recording) })) {
      assert.ok(lines?.toString().endsWith('\n') && lines.length < 200);
      count += 1;
    }
    assert.ok(count > 10, `${count} chunks`);
    assert.equal((await events(sessionId)).length, 51);
  });

  it('is kept without being asked: nobody has to wait for stored()', async () => {
    const { writer, sessionId } = await desk.open({}, { flushAfterMs: 20 });
    writer.output(Buffer.from('by itself'));
    await until('the chunk', async () => (writer.checkpoint().events === 1 ? true : undefined));
    assert.deepEqual(await events(sessionId), [['o', 'by itself']]);
    await writer.close('logout');
  });

  it('lies in the database neither in the clear nor with its key', async () => {
    const { writer, sessionId } = await desk.open();
    writer.output(Buffer.from('top-secret-output'));
    await writer.close('logout');
    const recording = await desk.document(sessionId);
    const key = await desk.key(recording);
    const stored = JSON.stringify([recording, await chunksOf(desk.store).find({ session_id: sessionId }).toArray()]);
    for (const form of [key.toString('base64url'), key.toString('base64'), key.toString('hex'), 'top-secret-output']) {
      assert.ok(!stored.includes(form));
    }
    const context = { organizationId: ORGANIZATION, recordingId: newSessionId(), version: 1 };
    await assert.rejects(desk.vault.open(recording.data_key, context), VaultError);
  });

  it('keeps its key when secrets move under the master key', async () => {
    const { sessionId } = await recordLines(2);
    const before = await desk.document(sessionId);
    await rewrapSecrets(desk.store, desk.vault);
    const after = await desk.document(sessionId);
    assert.deepEqual([before.data_key.form, after.data_key.form], ['inbox', 'envelope']);
    assert.deepEqual(await desk.key(after), await desk.key(before));
    assert.equal((await rewrapSecrets(desk.store, desk.vault)).resealed, 0);
  });

  it('is made once for a session, and for ids of sessions only', async () => {
    const { writer, sessionId } = await desk.open();
    await assert.rejects(desk.open({ sessionId }), { code: 11_000 });
    await writer.close('logout');
    await assert.rejects(desk.open({ sessionId: 'acs_;version=2' }), { code: 'vault_input_invalid' });
  });

  it('takes nothing more once it is closed, and answers the same again', async () => {
    const { writer, sessionId } = await desk.open();
    const [one, other] = await Promise.all([writer.close('logout'), writer.close('other')]);
    assert.deepEqual(one, other);
    assert.equal(writer.output(Buffer.from('late')), false);
    assert.deepEqual(await events(sessionId), [['m', 'end: logout']]);
  });

  it('ends in one transaction with what belongs to it, or not at all', async () => {
    const { writer, sessionId, told } = await desk.open();
    const refused = writer.close('logout', async () => {
      throw new Error('no record could be written');
    });
    await assert.rejects(refused, /no record could be written/);
    assert.equal((await desk.document(sessionId)).state, 'recording');
    assert.deepEqual(told.failures, []);
    const ended = await completeOrphan(desk.store, sessionId);
    assert.equal(ended?.state, 'interrupted');
    assert.deepEqual((await events(sessionId)).at(-1), ['m', 'end: logout']);
  });

  it('can be read while it is being made, as far as it is stored', async () => {
    const { writer, sessionId } = await desk.open();
    writer.output(Buffer.from('so far'));
    await writer.stored();
    writer.output(Buffer.from('not yet'));
    assert.deepEqual(await events(sessionId), [['o', 'so far']]);
    await writer.close('logout');
  });
});

describe('statements', () => {
  it('are markers that hold all of them, and are shown as lines with their outcomes', async () => {
    const { writer, sessionId } = await desk.open({ kind: 'sql' });
    const statements = new StatementRecorder(writer);
    const first = statements.begin('SELECT *\nFROM users');
    statements.begin('DROP TABLE \u001b]0;x\u0007users');
    statements.end(first.number, { tag: 'SELECT 3', error: null, durationMs: 12.3 });
    statements.end(2, { tag: null, error: { code: '42501', message: 'not allowed' }, durationMs: 0.4 });
    await writer.close('logout');
    assert.deepEqual(await events(sessionId), [
      ['m', '#1 SELECT *\nFROM users'],
      ['o', '#1 SELECT *\r\nFROM users\r\n'],
      ['m', '#2 DROP TABLE \u001b]0;x\u0007users'],
      ['o', '#2 DROP TABLE \ufffd]0;x\ufffdusers\r\n'],
      ['o', '-- #1: SELECT 3 (12 ms)\r\n'],
      ['o', '-- #2: ERROR 42501: not allowed (0 ms)\r\n'],
      ['m', 'end: logout'],
    ]);
    assert.deepEqual((await events(sessionId, SHOWN))[0], ['m', '#1 SELECT * FROM users']);
  });

  it('are found also where a long one goes on in the next marker', async () => {
    const { writer, sessionId } = await desk.open({ kind: 'sql' });
    const statements = new StatementRecorder(writer);
    statements.begin(`SELECT '${'x'.repeat(16_338)}' FROM\n  salaries`);
    statements.begin('SELECT 1');
    await writer.close('logout');
    const found = await search(sessionId, { words: ' from salaries ', places: ['marker'] });
    assert.equal(found.matches.length, 1);
    assert.equal((await search(sessionId, { words: 'salaries', places: ['marker'] })).matches.length, 1);
    assert.equal((await search(sessionId, { words: 'salaries', places: ['output'] })).matches.length, 1);
  });
});

describe('what was done to a recording', () => {
  const change = (sessionId: string, seq: number, fields: Partial<RecordingChunkDocument>) =>
    chunksOf(desk.store).updateOne({ session_id: sessionId, seq }, { $set: fields });
  const chunkAt = async (sessionId: string, seq: number) => {
    const found = await chunksOf(desk.store).findOne({ session_id: sessionId, seq });
    return found ?? assert.fail(`no chunk ${seq}`);
  };

  it('is nothing where nothing was done, to every head that was ever told', async () => {
    const { sessionId, heads } = await recordLines(4);
    const head = await check(sessionId, heads);
    assert.equal(head.chunks, 4);
    assert.deepEqual(await check(sessionId, [...heads, head], false), head);
  });

  it('shows where a byte was flipped, with and without the key', async () => {
    const { sessionId } = await recordLines(4);
    const body = bytesOf((await chunkAt(sessionId, 1)).body);
    body[3] = (body[3] ?? 0) ^ 1;
    await change(sessionId, 1, { body: binaryOf(body) });
    await assert.rejects(check(sessionId), fault('chunk_altered', 1));
    await assert.rejects(check(sessionId, [], false), fault('chunk_altered', 1));
    // What came before is still to be had.
    const recording = await desk.document(sessionId);
    const key = await desk.key(recording);
    const read: string[] = [];
    await assert.rejects(async () => {
      for await (const part of exportCast(desk.store, recording, key, AS_RECORDED)) read.push(part);
    }, fault('chunk_altered'));
    assert.match(read.join(''), /line 0/);
    assert.doesNotMatch(read.join(''), /line 1/);
  });

  it('shows where one was deleted', async () => {
    const { sessionId } = await recordLines(4);
    await chunksOf(desk.store).deleteOne({ session_id: sessionId, seq: 1 });
    await assert.rejects(check(sessionId), fault('chunk_missing', 1));
  });

  it('shows where two have changed places, though the hashes were mended', async () => {
    const { sessionId, heads } = await recordLines(4);
    const [one, two] = await Promise.all([chunkAt(sessionId, 1), chunkAt(sessionId, 2)]);
    await chunksOf(desk.store).deleteMany({ session_id: sessionId, seq: { $in: [1, 2] } });
    await chunksOf(desk.store).insertMany([
      { ...one, _id: two._id, seq: 2 },
      { ...two, _id: one._id, seq: 1 },
    ]);
    await assert.rejects(check(sessionId), fault('chunk_altered', 1));
    // Hashes hold no secret, so whoever writes to the database can make a chain that agrees with itself.
    await mendHashes(sessionId);
    await assert.rejects(check(sessionId), fault('chunk_altered', 1));
    await assert.rejects(check(sessionId, heads, false), fault('chunk_altered', 1));
  });

  it('shows where a chunk is of another session', async () => {
    const [mine, theirs] = [await recordLines(3), await recordLines(3)];
    const { body, hash, previous } = await chunkAt(theirs.sessionId, 1);
    await change(mine.sessionId, 1, { body, hash, previous });
    await assert.rejects(check(mine.sessionId), fault('chunk_altered', 1));
    await mendHashes(mine.sessionId);
    await assert.rejects(check(mine.sessionId), fault('chunk_altered', 1));
  });

  it('shows where a chunk does not go on from the one before it', async () => {
    const { sessionId } = await recordLines(3);
    await change(sessionId, 1, { previous: '1'.repeat(64) });
    await mendHashes(sessionId, false);
    await assert.rejects(check(sessionId, [], false), fault('chain_broken', 1));
  });

  it('shows where the tail was cut, also where the document was made to agree', async () => {
    const { sessionId, heads } = await recordLines(4);
    const final = await check(sessionId);
    await chunksOf(desk.store).deleteOne({ session_id: sessionId, seq: 3 });
    await assert.rejects(check(sessionId), fault('tail_cut', 3));
    await desk.store.models.recordings.updateOne({ _id: sessionId }, { $set: { head: heads[2] } });
    // Its writer has closed it, which only the last chunk says.
    await assert.rejects(check(sessionId), fault('tail_cut', 3));
    await desk.store.models.recordings.updateOne({ _id: sessionId }, { $set: { state: 'interrupted' } });
    // By now only what is known from elsewhere tells it.
    assert.equal((await check(sessionId)).chunks, 3);
    await assert.rejects(check(sessionId, [final]), fault('tail_cut', 3));
  });

  it('shows where something was added behind the end', async () => {
    const { sessionId } = await recordLines(3);
    const last = await chunkAt(sessionId, 2);
    await chunksOf(desk.store).insertOne({ ...last, _id: `${sessionId}:3`, seq: 3, previous: last.hash });
    await assert.rejects(check(sessionId), fault('tail_added', 3));
  });

  it('shows where another head was told of it', async () => {
    const { sessionId, heads } = await recordLines(3);
    const [first] = heads;
    assert.ok(first);
    await assert.rejects(check(sessionId, [{ ...first, events: first.events + 1 }]), fault('chunk_altered', 0));
  });

  it('shows under another key', async () => {
    const { sessionId } = await recordLines(2);
    const recording = await desk.document(sessionId);
    await assert.rejects(verifyRecording(desk.store, recording, { key: randomBytes(32) }), fault('chunk_altered', 0));
  });

  /** As somebody does who can write to the database and has read the code, but has no key. */
  async function mendHashes(sessionId: string, withPrevious = true): Promise<void> {
    const chunks = await chunksOf(desk.store).find({ session_id: sessionId }).sort({ seq: 1 }).toArray();
    let before = '0'.repeat(64);
    for (const { seq, is_last, previous: told, body } of chunks) {
      const previous = withPrevious ? before : told;
      const place = Buffer.from(
        `capstan/recording/1;organization=${ORGANIZATION};session=${sessionId};seq=${seq};last=${is_last ? 1 : 0};previous=${previous}`,
      );
      const length = Buffer.alloc(4);
      length.writeUInt32BE(place.length);
      const hash = createHash('sha256').update(length).update(place).update(bytesOf(body)).digest('hex');
      await change(sessionId, seq, { hash, previous });
      before = hash;
    }
  }
});

async function search(sessionId: string, asked: Partial<RecordingSearch>) {
  const recording = await desk.document(sessionId);
  const whole: RecordingSearch = { words: '', places: ['output', 'input', 'marker'], limit: 10, ...asked };
  return searchRecording(desk.store, recording, await desk.key(recording), whole);
}

describe('a search', () => {
  let session: OpenedWriter;

  before(async () => {
    session = await desk.open({ hasInput: true });
    const { writer } = session;
    writer.output(Buffer.from('\u001b[32mroot@db\u001b[0m# '));
    writer.input(Buffer.from('cat /etc/sha'));
    writer.output(Buffer.from('cat /etc/sha'));
    // Found though it is cut by a chunk.
    await writer.stored();
    writer.input(Buffer.from('dow\r'));
    writer.output(Buffer.from('dow\r\nroot:$6$abc:19000\r\n'));
    writer.marker('download /etc/shadow');
    for (let line = 0; line < 30; line += 1) writer.output(Buffer.from(`repeated ${line}\r\n`));
    await writer.close('logout');
  });

  it('finds output, input and markers, whatever the case, and says when and where', async () => {
    const { matches, has_more } = await search(session.sessionId, { words: '/ETC/Shadow' });
    assert.deepEqual(
      matches.map(({ place, excerpt }) => [place, excerpt]),
      [
        ['input', 'cat /etc/shadow'],
        ['output', 'root@db# cat /etc/shadow'],
        ['marker', 'download /etc/shadow'],
      ],
    );
    assert.equal(has_more, false);
    const times = matches.map(({ time }) => time);
    assert.deepEqual(
      times,
      times.toSorted((one, other) => one - other),
    );
  });

  it('looks only where it is told to', async () => {
    const { matches } = await search(session.sessionId, { words: 'shadow', places: ['input'] });
    assert.deepEqual(
      matches.map(({ place }) => place),
      ['input'],
    );
  });

  it('stops at its limit, and says that there may be more', async () => {
    const { matches, has_more } = await search(session.sessionId, { words: 'repeated', limit: 7 });
    assert.deepEqual([matches.length, has_more], [7, true]);
    const exact = await search(session.sessionId, { words: 'repeated', limit: 30 });
    assert.deepEqual([exact.matches.length, exact.has_more], [30, false]);
  });

  it('takes words, and not too many', async () => {
    await assert.rejects(search(session.sessionId, { words: '' }), RangeError);
    await assert.rejects(search(session.sessionId, { words: 'x'.repeat(201) }), RangeError);
  });
});

describe('what is shown of a recording', () => {
  it('is without codes that act on a viewer, which the record keeps', async () => {
    const { writer, sessionId } = await desk.open();
    writer.output(Buffer.from('a\u001b]52;c;'));
    await writer.stored();
    writer.output(Buffer.from('eA==\u0007b\u001b[31mred\u001b[6n\r\n'));
    writer.output(Buffer.from('\u0007'));
    await writer.close('logout');
    assert.deepEqual(await events(sessionId, SHOWN), [
      ['o', 'a'],
      ['o', 'b\u001b[31mred\r\n'],
      ['m', 'end: logout'],
    ]);
    const kept = (await events(sessionId)).map(([, data]) => data).join('');
    assert.ok(kept.includes('\u001b]52;c;eA==\u0007b'));
  });
});

describe('a recording whose writer has gone', () => {
  it('ends as interrupted, whole up to its last chunk, and its writer cannot go on', async () => {
    const { writer, sessionId, told } = await desk.open();
    writer.output(Buffer.from('before'));
    await writer.stored();
    const head = writer.checkpoint();
    const ended = await completeOrphan(desk.store, sessionId);
    assert.ok(ended);
    const { chunks, head_hash, state, end_reason } = ended;
    assert.deepEqual([chunks, head_hash, state, end_reason], [1, head.head_hash, 'interrupted', 'interrupted']);
    // It was not gone at all.
    writer.output(Buffer.from('after'));
    await assert.rejects(writer.stored(), { code: 'overtaken' });
    assert.deepEqual(
      told.failures.map(({ code }) => code),
      ['overtaken'],
    );
    assert.equal(writer.output(Buffer.from('more')), false);
    await assert.rejects(writer.close('logout'), { code: 'overtaken' });
    assert.deepEqual(await check(sessionId), head);
    assert.deepEqual(await events(sessionId), [['o', 'before']]);
  });

  it('keeps no other recording from going on', async () => {
    const [gone, live] = [await desk.open(), await desk.open()];
    assert.equal((await completeOrphan(desk.store, gone.sessionId))?.state, 'interrupted');
    assert.equal((await live.writer.close('logout')).state, 'complete');
    assert.equal(await completeOrphan(desk.store, live.sessionId), null, 'it has ended');
    assert.equal(await completeOrphan(desk.store, newSessionId()), null, 'there is none');
  });

  it('ends without a chunk where none was written', async () => {
    const { sessionId } = await desk.open({}, { flushAfterMs: 60_000, pauseAfterMs: 90_000, failAfterMs: 99_000 });
    const ended = await completeOrphan(desk.store, sessionId);
    assert.deepEqual([ended?.chunks, ended?.events], [0, 0]);
    assert.equal((await check(sessionId)).chunks, 0);
  });

  it('is ended once by many, with one record', async () => {
    const opened = await Promise.all(Array.from({ length: 5 }, () => desk.open()));
    await Promise.all(
      opened.map(async ({ writer }) => {
        writer.output(Buffer.from('x'));
        await writer.stored();
      }),
    );
    const ids = opened.map(({ sessionId }) => sessionId);
    const recorded: string[] = [];
    const record = async (_session: unknown, { session_id }: EndedRecording) => void recorded.push(session_id);
    const all = ids.flatMap((id) => [id, id, id, id]);
    const runs = await Promise.all(all.map((id) => completeOrphan(desk.store, id, record)));
    const ended = runs.filter((run) => run !== null).map(({ session_id }) => session_id);
    assert.deepEqual(ended.sort(), ids.toSorted());
    assert.deepEqual(new Set(recorded), new Set(ids));
    for (const id of ids) assert.equal((await check(id)).chunks, 1);
  });

  it('is finished by the next one where the first was cut off between its steps', async () => {
    const { writer, sessionId } = await desk.open();
    await writer.stored();
    const cutOff = completeOrphan(desk.store, sessionId, async () => {
      throw new Error('cut off');
    });
    await assert.rejects(cutOff, /cut off/);
    assert.equal((await desk.document(sessionId)).state, 'recording');
    const ended = await completeOrphan(desk.store, sessionId);
    assert.equal(ended?.chunks, 1);
  });

  it('loses nothing to a race with its writer: what was stored counts, and what ended it did so once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { writer, sessionId } = await desk.open({}, { chunkBytes: 1 });
      for (let line = 0; line < 20; line += 1) writer.output(Buffer.from(`${line}\r\n`));
      const closed = writer.close('logout').catch((error: unknown) => error);
      await completeOrphan(desk.store, sessionId);
      const result = await closed;
      const { state } = await desk.document(sessionId);
      assert.equal(state === 'complete', !(result instanceof Error) && (result as EndedRecording).state === 'complete');
      assert.deepEqual(await check(sessionId), (await desk.document(sessionId)).head);
      const data = (await events(sessionId)).map(([, text]) => text);
      const lines = data.filter((text) => text.endsWith('\r\n'));
      assert.deepEqual(
        lines,
        Array.from({ length: lines.length }, (_, line) => `${line}\r\n`),
      );
    }
  });
});
