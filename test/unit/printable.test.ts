/** Texts of others may be read anywhere: nothing in them acts on a terminal, begins a line or is long. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { printable, printableLine } from '../../domain/printable.ts';

const units = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)), maxLength: 100 });

describe('what is printable', () => {
  it('holds nothing that acts, and is never longer than it may be', () => {
    fc.assert(
      fc.property(units, fc.integer({ min: 1, max: 50 }), (text, limit) => {
        const shown = printable(text, limit);
        assert.doesNotMatch(shown, /[\p{C}\p{Zl}\p{Zp}]/u);
        assert.ok([...shown].length <= limit);
        assert.doesNotMatch(printableLine(text, limit), /\s{2}|^\s|[\r\n]/u);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps what can be read, and replaces the rest', () => {
    assert.equal(printable('Ünïcode 日本 😀', 20), 'Ünïcode 日本 😀');
    assert.equal(printable('a\u001b]0;x\u0007b\u202ec\u2028d\ud800', 20), 'a\ufffd]0;x\ufffdb\ufffdc\ufffdd\ufffd');
  });

  it('shows where it was cut, never within a character', () => {
    assert.equal(printable('abcdef', 6), 'abcdef');
    assert.equal(printable('abcdefg', 6), 'abcde…');
    assert.equal(printable('😀'.repeat(6), 6), '😀'.repeat(6));
    assert.equal(printable('😀'.repeat(1_000), 6), `${'😀'.repeat(5)}…`);
    assert.equal(printable(`a${'😀'.repeat(1_000)}`, 6), `a${'😀'.repeat(4)}…`);
  });

  it('is one line where that is asked for', () => {
    assert.equal(printableLine('\r\n SELECT *\n\t FROM\u2028users\u0007 ', 50), 'SELECT * FROM users\ufffd');
  });
});
