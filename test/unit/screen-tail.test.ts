/** The end of a terminal's output: bounded, cut where it can be cut, with the modes that were set before. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ScreenTail } from '../../gateway/screen-tail.ts';

function tailOf(limit: number, chunks: readonly (string | Buffer)[]): string {
  const tail = new ScreenTail(limit);
  for (const chunk of chunks) tail.add(Buffer.from(chunk));
  return tail.picture().toString('utf8');
}

describe('the tail of a screen', () => {
  it('is everything while that is little', () => {
    assert.equal(tailOf(100, []), '');
    assert.equal(tailOf(100, ['no line', ' yet ', 'ü']), 'no line yet ü');
  });

  it('is bounded, ends as the output does, and begins with a line, however the output is cut', () => {
    const chunks = fc.array(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 }), { maxLength: 60 });
    fc.assert(
      fc.property(chunks, (sizes) => {
        const pieces = sizes.map((widths) => widths.map((width) => `${'ü'.repeat(width)}\n`).join(''));
        const whole = pieces.join('');
        const picture = tailOf(1_024, pieces);
        assert.ok(Buffer.byteLength(picture) <= 1_024);
        assert.ok(whole.endsWith(picture));
        const before = whole.slice(0, whole.length - picture.length);
        assert.ok(before === '' || before.endsWith('\n'));
        assert.ok(before === '' || Buffer.byteLength(picture) >= 512 - 122, 'too little is left');
      }),
    );
  });

  it('begins with a whole character where there is no line', () => {
    const picture = tailOf(1_000, ['🐘'.repeat(10_000)]);
    assert.match(picture, /^(🐘)+$/u);
  });

  it('sets the modes again that were set before it, and no others', () => {
    const filling = `${'x'.repeat(99)}\n`.repeat(100);
    const opened = ['\u001b[?1049h\u001b[?25l\u001b[?20', '04h', '\u001b[?1;1000h', '\u001b[?1000l', filling];
    const [modes = ''] = tailOf(2_000, opened).split('x', 1);
    assert.deepEqual(new Set(modes.split('\u001b[?')), new Set(['', '1049h', '25l', '2004h', '1h', '1000l']));
    // What is in the tail sets itself.
    const picture = tailOf(2_000, [filling, '\u001b[?1049h']);
    assert.ok(picture.startsWith('x') && picture.endsWith('x\n\u001b[?1049h'));
  });
});
