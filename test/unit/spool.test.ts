/** Answers that lie in a file before they are sent. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SpoolRoom, spool } from '../../api/reports/spool.ts';
import { CapstanError } from '../../domain/errors.ts';

const hasCode = (code: string) => (error: unknown) => error instanceof CapstanError && error.code === code;

describe('a spooled answer', () => {
  it('lets its room go when whoever asked goes while the last piece is awaited', async () => {
    const room = new SpoolRoom(100);
    let answered = () => {};
    async function* pieces() {
      yield 'all of it';
      answered();
    }
    const spooled = spool(pieces(), (done) => (answered = done), room);
    await assert.rejects(spooled, hasCode('conflict'));
    assert.equal(room.taken, 0);
  });

  it('is refused where the answers on their way leave no room for it', async () => {
    const room = new SpoolRoom(10);
    async function* pieces() {
      yield '12345678';
    }
    const first = await spool(pieces(), () => {}, room);
    assert.equal(first.size, 8);
    await assert.rejects(
      spool(pieces(), () => {}, room),
      hasCode('too_many_requests'),
    );
    assert.equal(room.taken, 8);
  });
});
