/** Parts of the PostgreSQL proxy: messages cut from pieces, settings of clients judged. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FrameSplitter } from '../../gateway/postgres/frames.ts';
import { message } from '../../gateway/postgres/messages.ts';
import { filterParameters } from '../../gateway/postgres/startup-parameters.ts';

describe('messages of PostgreSQL', () => {
  it('are the same however they are cut on their way', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 50 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(bodies, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (parts, sizes) => {
        const sent = parts.map((body) => message('d', Buffer.from(body)));
        const whole = Buffer.concat(sent);
        const frames = new FrameSplitter(1_000);
        const seen: Buffer[] = [];
        for (let at = 0, turn = 0; at < whole.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          for (const { bytes } of frames.split(whole.subarray(at, at + size))) seen.push(Buffer.from(bytes));
          at += size;
        }
        assert.deepEqual(seen, sent);
      }),
    );
  });

  it('are refused by their length alone, before there is any of their body', () => {
    const frames = new FrameSplitter(100);
    assert.throws(() => [...frames.split(Buffer.from([0x51, 0, 0, 0, 100]))], { sqlState: '54000' });
    assert.throws(() => [...new FrameSplitter(100).split(Buffer.from([0x51, 0, 0, 0, 3]))], { sqlState: '08P01' });
  });
});

describe('settings that a client brings along', () => {
  const judged = (fields: Record<string, string>, more?: readonly string[]) => {
    const filtered = filterParameters(new Map(Object.entries(fields)), more);
    return 'passed' in filtered ? Object.fromEntries(filtered.passed) : filtered.refused;
  };

  it('pass where they are harmless, by whatever spelling', () => {
    assert.deepEqual(
      judged({
        user: 'u',
        database: 'd',
        DateStyle: 'ISO',
        options: '-c statement_timeout=5 --geqo=off -cTimeZone=UTC',
      }),
      {
        statement_timeout: '5',
        geqo: 'off',
        timezone: 'UTC',
        datestyle: 'ISO',
      },
    );
    assert.deepEqual(judged({ options: '-c search_path=a\\ b' }), { search_path: 'a b' });
    assert.deepEqual(judged({ options: '  ' }), {});
  });

  it('are refused by name where they give rights, unless the session allows them', () => {
    assert.equal(judged({ role: 'postgres' }), 'role');
    assert.equal(judged({ Session_Authorization: 'postgres' }), 'session_authorization');
    assert.equal(judged({ options: '-c role=postgres' }), 'role');
    assert.equal(judged({ options: '--ROLE=postgres' }), 'role');
    assert.equal(judged({ options: '-c user=postgres' }), 'user');
    assert.equal(judged({ '\u001b]0;x': '1' }), 'a setting of an odd name');
    assert.deepEqual(judged({ options: '-c role=app' }, ['role']), { role: 'app' });
  });

  it('are refused where options hold anything else', () => {
    for (const options of ['-d 5', 'role=x', '-c', '-c role', '--', '-E', '-c =x']) {
      assert.equal(judged({ user: 'u', options }), 'options other than -c name=value', options);
    }
  });
});
