/** Codes of terminals: nothing that acts on a viewer is passed on, and what was shown can be searched, cut as it may be. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HarmlessCodes } from '../../domain/terminal/harmless-codes.ts';
import { PlainLines } from '../../domain/terminal/plain-lines.ts';
import { memoryMeter } from '../support/memory-meter.ts';

const ESC = '\u001b';
const ST = `${ESC}\\`;

function harmless(...pieces: string[]): string {
  const codes = new HarmlessCodes();
  return pieces.map((piece) => codes.push(piece)).join('');
}

function plain(text: string, isTyped = false): string[] {
  const found: string[] = [];
  const lines = new PlainLines({ isTyped, overlap: 0 }, (line) => found.push(line.text));
  lines.push(text, 0);
  lines.end();
  return found;
}

/** What targets send, mean, broken and ordinary. */
const scraps = fc.array(
  fc.oneof(
    fc.constantFrom(
      ESC,
      '[',
      ']',
      'P',
      '_',
      '^',
      'X',
      '\\',
      '?',
      '25',
      ';',
      'h',
      'l',
      'm',
      'c',
      'n',
      't',
      '\u0007',
      '\n',
      '\r',
      '\b',
      ' ',
      '\u009b',
      '\u009d',
      '\u0090',
      '\u009c',
      '\u0018',
      '\u0005',
      '52',
      '8',
      '0',
      '1000',
      '99999',
      '$',
      'q',
      'p',
      'é',
      '😀',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  ),
  { maxLength: 60 },
);

/** The same text in other pieces, never cut within a code point. */
function recut(text: string, at: readonly number[]): string[] {
  const points = Array.from(text);
  const cuts = [0, ...at.map((cut) => cut % (points.length + 1)).sort((one, other) => one - other), points.length];
  return cuts.slice(1).map((to, index) => points.slice(cuts[index], to).join(''));
}

/** Every sequence that may go out, and nothing else that begins with a control character. */
const SEQUENCES = [
  '\\[[0-9;:]*[@A-HI-MPSTXZ`abdefgmrsu]',
  '\\[\\??[0-9;]+[hl]',
  '\\[\\?[0-9;:]*[JK]',
  '\\[[0-9;:]* q',
  '\\[!p',
  '[78DEHMc=>]',
  '[()*+][0-9A-Z]',
  '#[34568]',
];
const ALLOWED = new RegExp(`${ESC}(?:${SEQUENCES.join('|')})|[\b\t\n\v\f\r\u000e\u000f]`, 'g');
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

describe('codes that act on whoever looks at them', () => {
  const hostile: Record<string, string> = {
    'set the clipboard': `${ESC}]52;c;cm0gLXJmIC8K\u0007`,
    'set the clipboard by ST': `${ESC}]52;c;cm0gLXJmIC8K${ST}`,
    'set the clipboard in the 8-bit form': '\u009d52;c;cm0gLXJmIC8K\u009c',
    'set the title': `${ESC}]0;you have mail\u0007`,
    'set the title as screen does': `${ESC}kyou have mail${ST}`,
    'ask for the title, which comes as if typed': `${ESC}[21t`,
    'ask for the size of the window': `${ESC}[18t`,
    'ask for the device': `${ESC}[c${ESC}[>c${ESC}[=c${ESC}Z\u009bc`,
    'ask for the state': `${ESC}[5n${ESC}[6n${ESC}[?6n${ESC}[x`,
    'ask for a mode': `${ESC}[?25$p${ESC}[4$p`,
    'ask for the version': `${ESC}[>q`,
    'ask for colours': `${ESC}]11;?\u0007${ESC}]4;1;?${ST}`,
    'ask by ENQ': '\u0005',
    'ask for a setting': `${ESC}P$qm${ST}`,
    'ask for a capability': `${ESC}P+q544e${ST}`,
    'have the keyboard report': `${ESC}[?u${ESC}[>1u${ESC}[>4;2m`,
    'have the mouse and the focus report': `${ESC}[?1000h${ESC}[?1003h${ESC}[?1006h${ESC}[?1004h`,
    'bracket what is pasted': `${ESC}[?2004h`,
    'resize the window': `${ESC}[8;200;200t${ESC}[?3h`,
    print: `${ESC}[5i${ESC}[?5i`,
    'draw by sixels': `${ESC}Pq#0;2;0;0;0~~${ST}`,
    'pass through tmux': `${ESC}Ptmux;${ESC}${ESC}]52;c;eA==\u0007${ST}`,
    'command the application': `${ESC}_Ga=T,f=100;AAAA${ST}${ESC}^x${ST}${ESC}Xx${ST}`,
    'fetch an image': `${ESC}]1337;File=inline=1:AAAA\u0007`,
    ring: '\u0007',
    'hold the screen': `${ESC}[?2026h`,
    'go to other charsets of 8 bits': `${ESC} G${ESC}%G`,
    'repeat without end': `${ESC}[2147483647b`,
  };
  for (const [what, codes] of Object.entries(hostile)) {
    it(`do not ${what}`, () => assert.equal(harmless(`before${codes}after`), 'beforeafter'));
  }

  it('show what a link says and not where it leads', () => {
    assert.equal(harmless(`${ESC}]8;;https://evil.example/${ST}click${ESC}]8;;${ST} here`), 'click here');
  });

  it('keep of several modes those that are harmless', () => {
    assert.equal(harmless(`${ESC}[?25;1000;7h`), `${ESC}[?25;7h`);
  });

  it('do not hide what comes after them by never ending', () => {
    assert.equal(harmless(`${ESC}Pnever closed\r\nshown`), '\r\nshown');
    assert.match(harmless(`${ESC}]0;`, 'x'.repeat(2 << 20), 'shown'), /shown$/);
  });

  it('end by what cancels them', () => {
    assert.equal(harmless(`${ESC}[31\u0018mred ${ESC}]0;x\u001a after`), 'mred  after');
  });
});

describe('codes that draw', () => {
  const drawing = [
    `${ESC}[1;38;2;1;2;3mbold${ESC}[0m`,
    `${ESC}[4:3mcurly`,
    `${ESC}[?1049h${ESC}[2J${ESC}[5;1H${ESC}[?25l`,
    `${ESC}[1;24r${ESC}[3L${ESC}[2P${ESC}[K${ESC}[?2K`,
    `${ESC}(0lqk${ESC}(B`,
    `${ESC}7${ESC}8${ESC}M${ESC}c`,
    `a\b\t\r\n`,
    `${ESC}[2 q`,
    'äöü 😀 日本語',
  ];
  for (const codes of drawing) {
    it(`pass: ${JSON.stringify(codes)}`, () => assert.equal(harmless(codes), codes));
  }

  it('are passed in their 7-bit form', () => assert.equal(harmless('\u009b31mred\u0085'), `${ESC}[31mred${ESC}E`));
});

describe('what is passed on', () => {
  it('is made of harmless sequences and text alone', () => {
    fc.assert(
      fc.property(scraps, (pieces) => {
        assert.doesNotMatch(harmless(...pieces).replace(ALLOWED, ''), CONTROL);
      }),
      { numRuns: 3_000 },
    );
  });

  it('does not depend on where its text was cut, and passes again unchanged', () => {
    fc.assert(
      fc.property(scraps, fc.array(fc.nat(), { maxLength: 8 }), (pieces, at) => {
        const whole = harmless(pieces.join(''));
        assert.equal(harmless(...recut(pieces.join(''), at)), whole);
        assert.equal(harmless(whole), whole);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('lines without codes', () => {
  it('are what was shown', () => {
    assert.deepEqual(plain(`${ESC}[1mroot${ESC}[0m@host:~# ls\r\nfile\r\n${ESC}]0;title\u0007`), [
      'root@host:~# ls',
      'file',
    ]);
  });

  it('hold the command as it was when Enter was pressed, not how it was typed', () => {
    assert.deepEqual(plain('$ rm -fr\b\brf /\r\n'), ['$ rm -rf /']);
    assert.deepEqual(plain('rm -x\u007frf /\r', true), ['rm -rf /']);
  });

  it('join what a shell wraps at the edge of its terminal', () => {
    assert.deepEqual(plain('$ cat /etc/sha \rdow\r\n'), ['$ cat /etc/shadow']);
    assert.deepEqual(plain('10%\r20%\r\n'), ['10%', '20%']);
  });

  it('do not join what is written to different places', () => {
    assert.deepEqual(plain(`one${ESC}[5;1Htwo${ESC}[3Cthree`), ['one', 'two three']);
  });

  it('hide nothing behind a string that is not closed', () => {
    assert.deepEqual(plain(`${ESC}P\r\nhidden?\r\n`), ['hidden?']);
  });

  it('do not depend on where their text was cut', () => {
    fc.assert(
      fc.property(scraps, fc.array(fc.nat(), { maxLength: 8 }), fc.boolean(), (pieces, at, isTyped) => {
        const found: string[] = [];
        const lines = new PlainLines({ isTyped, overlap: 0 }, (line) => found.push(line.text));
        for (const piece of recut(pieces.join(''), at)) lines.push(piece, 0);
        lines.end();
        assert.deepEqual(found, plain(pieces.join(''), isTyped));
      }),
      { numRuns: 2_000 },
    );
  });

  it('show that what was found before was taken back, and other characters stand there', () => {
    const found: { text: string; repeated: number }[] = [];
    const lines = new PlainLines({ isTyped: false, overlap: 5 }, ({ text, repeated }) =>
      found.push({ text, repeated }),
    );
    lines.push(`${'x'.repeat(16_380)}12345`, 1);
    lines.push('\b\b\bnew\n', 2);
    assert.deepEqual(
      found.map(({ text, repeated }) => [text.slice(-5), repeated]),
      [
        ['x1234', 0],
        ['12new', 3],
      ],
    );
  });

  it('say when a character came that stands in the place of others', () => {
    const times: number[] = [];
    const lines = new PlainLines({ isTyped: false, overlap: 0 }, ({ text, timeAt }) => {
      for (let at = 0; at < text.length; at += 1) times.push(timeAt(at));
    });
    for (const [time, text] of ['a', 'b', '\bc', 'd', '\b\b\b', 'e\n'].entries()) lines.push(text, time);
    assert.deepEqual(times, [5]);
  });

  it('cost no memory for what was taken back, however often', () => {
    const usedBytes = memoryMeter();
    const lines = new PlainLines({ isTyped: false, overlap: 0 }, () => undefined);
    lines.push('progress: ', 0);
    const before = usedBytes();
    for (let time = 1; time < 300_000; time += 1) lines.push('\\\b', time);
    const grown = usedBytes() - before;
    assert.ok(grown < 2 << 20, `grown by ${grown} bytes`);
    lines.end();
  });

  it('say when each character came, also in lines that are longer than can be kept', () => {
    const found: { text: string; first: number; last: number }[] = [];
    const lines = new PlainLines({ isTyped: false, overlap: 3 }, ({ text, timeAt }) => {
      found.push({ text, first: timeAt(0), last: timeAt(text.length - 1) });
    });
    lines.push('x'.repeat(16_380), 1);
    lines.push('12345678', 2);
    lines.push('end\n', 3);
    assert.deepEqual(
      found.map(({ text, ...times }) => ({ text: text.slice(0, 3) + text.slice(-3), ...times })),
      [
        { text: 'xxx234', first: 1, last: 2 },
        { text: '234end', first: 2, last: 3 },
      ],
    );
  });
});
