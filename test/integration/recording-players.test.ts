/** `asciinema cat` shows what was recorded, to the byte, whatever a target has sent. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { StatementRecorder } from '../../gateway/recording/statement-recorder.ts';
import { type ExportOptions, exportCast } from '../../store/recordings/export-cast.ts';
import { Asciinema } from '../support/asciinema.ts';
import { type Database, startDatabase } from '../support/database.ts';
import { RecordingDesk } from '../support/recording-desk.ts';

/** All that has a meaning to some reader of lines, of JSON, or of terminals; and what has to be replaced. */
const ODD = Buffer.concat([
  Buffer.from('plain\r\n\u001b[31mred\u001b[0m\u0000\u0007\b\t\v\f\u001c\u001d\u001e\u007f "\\ {}[]\n\n'),
  Buffer.from('\u0080\u0085\u009b31m\u009f\u2028\u2029\ufeff é 日本 😀 e\u0301 \u202e'),
  Buffer.from([0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
  Buffer.from(`${'long '.repeat(20_000)}end\r\n`),
]);

let database: Database;
let desk: RecordingDesk;
let player: Asciinema;

before(async () => {
  database = await startDatabase();
  desk = new RecordingDesk(database.store, database.directory);
  player = await Asciinema.install(database.directory);
});
after(async () => {
  await desk.leave();
  await database.stop();
});

/** What `asciinema cat` prints of an export. */
async function cat(sessionId: string, options: ExportOptions): Promise<string> {
  const recording = await desk.document(sessionId);
  const parts: string[] = [];
  for await (const part of exportCast(desk.store, recording, await desk.key(recording), options)) parts.push(part);
  return player.cat(sessionId, parts.join(''));
}

describe('asciinema cat', () => {
  it('prints what a target has sent, cut and odd as it was', async () => {
    const { writer, sessionId } = await desk.open({ hasInput: true }, { chunkBytes: 4_096 });
    for (let at = 0; at < ODD.length; at += 777) {
      writer.output(ODD.subarray(at, at + 777));
      writer.input(Buffer.from('x'));
      writer.resize(100 + (at % 7), 30);
      writer.marker('in \u2028between');
    }
    await writer.close('logout');
    assert.equal(await cat(sessionId, { form: 'as_recorded', withInput: true }), ODD.toString('utf8'));
  });

  it('prints what may be shown without what acts on the terminal it runs in', async () => {
    const { writer, sessionId } = await desk.open();
    writer.output(Buffer.from('a\u001b]0;title\u0007b\u001b[31mc\u001b[6n\r\n'));
    await writer.close('logout');
    assert.equal(await cat(sessionId, { form: 'harmless', withInput: false }), 'ab\u001b[31mc\r\n');
  });

  it('prints statements and their outcomes', async () => {
    const { writer, sessionId } = await desk.open({ kind: 'sql' });
    const statements = new StatementRecorder(writer);
    const { number } = statements.begin('SELECT 1;\nSELECT \u001b[31m\ud800');
    statements.end(number, { tag: 'SELECT 1', error: null, durationMs: 2 });
    await writer.close('logout');
    assert.equal(
      await cat(sessionId, { form: 'as_recorded', withInput: true }),
      '#1 SELECT 1;\r\nSELECT \ufffd[31m\ufffd\r\n-- #1: SELECT 1 (2 ms)\r\n',
    );
  });

  it('prints a session that has shown nothing, and one that is still going on', async () => {
    const quiet = await desk.open();
    await quiet.writer.close('logout');
    assert.equal(await cat(quiet.sessionId, { form: 'as_recorded', withInput: true }), '');
    const live = await desk.open();
    live.writer.output(Buffer.from('so far'));
    await live.writer.stored();
    live.writer.output(Buffer.from(' and on'));
    assert.equal(await cat(live.sessionId, { form: 'as_recorded', withInput: true }), 'so far');
    await live.writer.close('logout');
  });
});
