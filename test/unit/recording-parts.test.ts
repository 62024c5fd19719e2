/** Parts of a recording: bytes become whole text however they were cut, lines are lines to every reader, and a chunk opens in its place alone. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { NO_CHUNK, type RecordedEvent, terminalSide } from '../../domain/recording.ts';
import { Secret } from '../../domain/secret.ts';
import { CastEvents, MAX_EVENT_LENGTH, piecesOf } from '../../gateway/recording/cast-events.ts';
import { LineQueue } from '../../gateway/recording/line-queue.ts';
import { binaryOf, bytesOf } from '../../store/ledger/bytes.ts';
import type { RecordingChunkDocument } from '../../store/models/recording.ts';
import { eventLine, headerLine, parseEventLine } from '../../store/recordings/cast-line.ts';
import { checkHash, openChunk, sealChunk } from '../../store/recordings/chunk.ts';
import { dataKeyOf } from '../../store/recordings/data-key.ts';
import { RecordingFault } from '../../store/recordings/recording-fault.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL_OR_SEPARATOR = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const wholeText = fc.string({ unit: 'binary', maxLength: 200 });

function cutAt(bytes: Buffer, at: readonly number[]): Buffer[] {
  const cuts = [0, ...at.map((cut) => cut % (bytes.length + 1)).sort((one, other) => one - other), bytes.length];
  return cuts.slice(1).map((to, index) => bytes.subarray(cuts[index], to));
}

function dataOf(events: readonly RecordedEvent[]): string {
  return events.map(({ data }) => data).join('');
}

describe('events', () => {
  it('hold the text of bytes that were cut anywhere', () => {
    fc.assert(
      fc.property(wholeText, fc.array(fc.nat(), { maxLength: 20 }), (text, at) => {
        const events = new CastEvents(() => 0);
        const pieces = cutAt(Buffer.from(text, 'utf8'), at).flatMap((bytes) => events.bytes('o', bytes, 0));
        assert.equal(dataOf([...pieces, ...events.endChannel()]), Buffer.from(text, 'utf8').toString('utf8'));
      }),
      { numRuns: 500 },
    );
  });

  it('replace what is no text in the same way, wherever it was cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.array(fc.nat(), { maxLength: 20 }), (bytes, at) => {
        const decoder = new StringDecoder('utf8');
        const expected = decoder.write(Buffer.from(bytes)) + decoder.end();
        const events = new CastEvents(() => 0);
        const pieces = cutAt(Buffer.from(bytes), at).flatMap((piece) => events.bytes('o', piece, 0));
        assert.equal(dataOf([...pieces, ...events.endChannel()]), expected);
      }),
      { numRuns: 500 },
    );
  });

  it('keep channels and directions apart, whose characters are cut at the same time', () => {
    const euro = Buffer.from('€');
    const events = new CastEvents(() => 0);
    const parts = [0, 1, 2].map((at) => euro.subarray(at, at + 1));
    const told: string[] = [];
    for (const part of parts) {
      for (const channel of [0, 1, 10]) {
        told.push(dataOf(events.bytes('o', part, channel)), dataOf(events.bytes('i', part, channel)));
      }
    }
    assert.equal(told.join(''), '€'.repeat(6));
    assert.ok(!told.join('').includes('\ufffd'));
  });

  it('end a channel with what it has left, and no other', () => {
    const events = new CastEvents(() => 0);
    events.bytes('o', Buffer.from([0xe2]), 1);
    events.bytes('o', Buffer.from([0xe2]), 11);
    assert.equal(dataOf(events.endChannel(1)), '\ufffd');
    assert.equal(dataOf(events.bytes('o', Buffer.from([0x82, 0xac]), 11)), '€');
  });

  it('never go back in time', () => {
    const times = [5, 3, 9];
    const events = new CastEvents(() => times.shift() ?? 0);
    assert.deepEqual(
      [events.text('o', 'a'), events.text('o', 'b'), events.text('o', 'c')].flat().map(({ time }) => time),
      [0.005, 0.005, 0.009],
    );
  });

  it('are never long, nor cut within a character', () => {
    const text = `x${'😀'.repeat(MAX_EVENT_LENGTH)}`;
    const pieces = piecesOf(text);
    assert.equal(pieces.join(''), text);
    for (const piece of pieces) {
      assert.ok(piece.length <= MAX_EVENT_LENGTH);
      assert.equal(Buffer.from(piece).toString(), piece);
    }
  });
});

describe('lines', () => {
  it('give back their events, and hold one newline each', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.constantFrom('o', 'i', 'r', 'm'), (data, code) => {
        const line = eventLine({ time: 1.5, code, data });
        const wellFormed = Buffer.from(data, 'utf8').toString('utf8');
        assert.deepEqual(parseEventLine(line), { time: 1.5, code, data: wellFormed });
        // Readers differ in what they take for the end of a line.
        assert.ok(line.endsWith('\n') && !CONTROL_OR_SEPARATOR.test(line.slice(0, -1)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('hold no half characters, which have no bytes', () => {
    assert.equal(eventLine({ time: 0, code: 'm', data: 'a\ud800b' }), '[0.000000, "m", "a\ufffdb"]\n');
  });

  it('begin with a header that says what terminal it was', () => {
    const header = { width: 80, height: 24, startedAt: new Date(1_700_000_000_999), term: 'xterm', title: 'acs_1' };
    assert.equal(
      headerLine(header),
      '{"version":2,"width":80,"height":24,"timestamp":1700000000,"title":"acs_1","env":{"TERM":"xterm"}}\n',
    );
    assert.ok(!headerLine({ ...header, term: null }).includes('env'));
  });

  it('are no events where they are anything else', () => {
    for (const line of ['', '{', '{}', '[]', '[1, "o"]', '[1, "x", "y"]', '["1", "o", "y"]', '[1, "o", 2]']) {
      assert.equal(parseEventLine(line), undefined, line);
    }
  });

  it('wait in order and are taken whole', () => {
    const queue = new LineQueue();
    for (const [index, line] of ['a\n', 'bb\n', 'ccc\n'].entries()) queue.add(line, index > 0, index);
    assert.equal(queue.bytes, 9);
    const { lines, ...taken } = queue.take(3) ?? assert.fail('nothing waits');
    assert.deepEqual([lines.toString(), taken], ['a\nbb\n', { events: 1, count: 2, since: 0 }]);
    assert.deepEqual([queue.bytes, queue.since, queue.isEmpty], [4, 2, false]);
    assert.equal(queue.take(1)?.lines.toString(), 'ccc\n');
    assert.deepEqual([queue.take(1), queue.isEmpty, queue.since], [undefined, true, undefined]);
  });
});

describe('sizes', () => {
  it('are such as players can show', () => {
    assert.deepEqual([0, -1, 80.9, 1e9, Number.NaN].map(terminalSide), [1, 1, 80, 1_000, 1]);
  });
});

describe('a chunk', () => {
  const recording = { organizationId: 3, sessionId: 'acs_01JZZZZZZZZZZZZZZZZZZZZZZZ' };
  const place = { ...recording, seq: 4, isLast: false, previous: NO_CHUNK };
  const content = { lines: Buffer.from('[0.000000, "o", "hello"]\n'), events: 1 };
  const key = randomBytes(32);
  const isAltered = (error: unknown) => error instanceof RecordingFault && error.code === 'chunk_altered';

  it('opens in its place, and shows nothing of what it holds', async () => {
    const chunk = await sealChunk(key, place, content);
    checkHash(recording, chunk);
    assert.deepEqual(await openChunk(key, recording, chunk), content.lines);
    assert.ok(!bytesOf(chunk.body).includes('hello'));
  });

  it('opens in no other place, under no other key, and with nothing else told of it', async () => {
    const chunk = await sealChunk(key, place, content);
    const elsewhere: Partial<RecordingChunkDocument>[] = [
      { seq: 5 },
      { is_last: true },
      { previous: '1'.repeat(64) },
      { events: 2 },
      { bytes: content.lines.length + 1 },
    ];
    for (const change of elsewhere) {
      await assert.rejects(openChunk(key, recording, { ...chunk, ...change }), isAltered, JSON.stringify(change));
    }
    for (const other of [{ organizationId: 4 }, { sessionId: 'acs_01JZZZZZZZZZZZZZZZZZZZZZZY' }]) {
      await assert.rejects(openChunk(key, { ...recording, ...other }, chunk), isAltered);
      assert.throws(() => checkHash({ ...recording, ...other }, chunk), isAltered);
    }
    await assert.rejects(openChunk(randomBytes(32), recording, chunk), isAltered);
  });

  it('does not open with any bit flipped, nor cut, which its hash tells without a key', async () => {
    const chunk = await sealChunk(key, place, content);
    const body = bytesOf(chunk.body);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(body.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, mask, cut) => {
          const altered = Buffer.from(body);
          altered[at] = (altered[at] ?? 0) ^ mask;
          const changed = { ...chunk, body: binaryOf(cut ? body.subarray(0, at) : altered) };
          assert.throws(() => checkHash(recording, changed), isAltered);
          await assert.rejects(openChunk(key, recording, changed), isAltered);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('never has the nonce of another one', async () => {
    const [one, other] = await Promise.all([0, 1].map((seq) => sealChunk(key, { ...place, seq }, content)));
    // Without their tags, which differ by the place alone.
    const encrypted = (chunk?: RecordingChunkDocument) => bytesOf(chunk?.body ?? assert.fail()).subarray(0, -16);
    assert.equal(encrypted(one).length, encrypted(other).length);
    assert.notDeepEqual(encrypted(one), encrypted(other));
  });

  it('takes a key of 32 bytes and nothing else', () => {
    assert.deepEqual(dataKeyOf(new Secret(key.toString('base64url'))), key);
    assert.throws(() => dataKeyOf(new Secret('short')), { code: 'key_invalid' });
  });
});
