/** The verifier's ZIP reader: every byte accounted for, every name plain, and nothing unpacked beyond what was said. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { NotVerified, UsageError } from '../../verifier/verdict.mjs';
import { readZip } from '../../verifier/zip-reader.mjs';
import { writeZip, type ZipEntry } from '../support/zip-writer.ts';

const file = (name: string, content = `content of ${name}`, more: Partial<ZipEntry> = {}): ZipEntry => ({
  name,
  content: Buffer.from(content),
  ...more,
});

function refuses(zip: Buffer, message: RegExp) {
  assert.throws(
    () => readZip(zip, 'bundle.zip'),
    (error) => error instanceof NotVerified && message.test(error.message),
    `accepted, or refused for another reason than ${message}`,
  );
}

describe('a ZIP file', () => {
  it('is read, stored or deflated, with sizes before the data or behind', () => {
    const entries = [true, false].flatMap((deflated) =>
      ([true, false, 'bare'] as const).map((streamed) =>
        file(`platform/${deflated}-${streamed}.txt`, 'x'.repeat(10_000), { deflated, streamed }),
      ),
    );
    const read = readZip(writeZip([file('empty', ''), file('platform/', ''), ...entries]), 'bundle.zip');
    assert.deepEqual([...read.keys()], ['empty', ...entries.map(({ name }) => name)]);
    assert.equal(read.get('empty')?.length, 0);
    for (const { name, content } of entries) assert.deepEqual(read.get(name), content);
    assert.equal(readZip(writeZip([]), 'bundle.zip').size, 0);
  });

  it('as Python writes it is read', () => {
    const script = `
import io, sys, zipfile
out = io.BytesIO()
with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr('manifest.json', '{}' * 1000)
    z.writestr(zipfile.ZipInfo('platform/vkey'), 'key')
sys.stdout.buffer.write(out.getvalue())`;
    const zip = execFileSync('python3', ['-c', script]);
    const read = readZip(zip, 'bundle.zip');
    assert.equal(read.get('manifest.json')?.toString(), '{}'.repeat(1_000));
    assert.equal(read.get('platform/vkey')?.toString(), 'key');
  });

  it('is refused where it holds a name that some system would understand otherwise', () => {
    for (const name of [
      '../vkey',
      '/vkey',
      'a/../b',
      './a',
      'a//b',
      'a\\b',
      'C:vkey',
      'vkey\u0000.txt',
      'vkey ',
      ' vkey',
      '.hidden',
      'a/.b',
      '',
      'vké',
      'a\nb',
      '\u202egpj.exe',
      '-rf',
      'x'.repeat(65),
      `${'a/'.repeat(9)}b`,
      '~',
      '*',
    ]) {
      refuses(writeZip([file(name)]), /name that is refused/);
    }
  });

  it('is refused where it holds a file twice, also if only by some systems’ reckoning', () => {
    refuses(writeZip([file('vkey'), file('vkey', 'other')]), /a file twice/);
    refuses(writeZip([file('vkey'), file('VKEY')]), /a file twice/);
    refuses(writeZip([file('platform', 'x'), file('platform/', '')]), /a file twice/);
  });

  it('is refused where it holds bytes that belong to no file', () => {
    const good = writeZip([file('a'), file('b')]);
    refuses(Buffer.concat([good, Buffer.from('x')]), /cut off, or something was added/);
    refuses(writeZip([file('a')], 'a comment'), /cut off, or something was added/);
    refuses(writeZip([file('a', 'x', { gap: Buffer.from('hidden') }), file('b')]), /does not begin where/);
    refuses(writeZip([file('a', 'x', { gap: Buffer.from('hidden') })]), /belong to no file/);
    const hidden = writeZip([file('hidden')]).subarray(0, 50);
    refuses(writeZip([file('a', 'x', { gap: hidden }), file('b')]), /does not begin where/);
  });

  it('is refused where two files share their bytes, or a file lies elsewhere', () => {
    refuses(writeZip([file('a'), file('b', 'content of a', { directoryLies: { offset: 0 } })]), /does not begin where/);
    refuses(writeZip([file('a', 'x', { directoryLies: { offset: 5 } })]), /does not begin where/);
    refuses(writeZip([file('a'), file('b', 'x', { directoryLies: { offset: 0xfffffff0 } })]), /does not begin where/);
    refuses(writeZip([file('a', 'x', { lies: { packedSize: 0x7fffffff } })]), /longer than the ZIP|no header|belong/);
  });

  it('is refused where header and directory differ', () => {
    for (const headerLies of [
      { name: 'c' },
      { method: 0 },
      { flags: 0 },
      { crc: 1 },
      { packedSize: 1 },
      { size: 1 },
      { crc: 0, packedSize: 0, size: 0 },
    ]) {
      refuses(writeZip([file('a', 'content', { headerLies })]), /described otherwise/);
    }
    const streamed = file('a', 'content', { streamed: true, directoryLies: { crc: 1 } });
    refuses(writeZip([streamed]), /checksum|described otherwise/);
  });

  it('is refused where the content is not what was said', () => {
    refuses(writeZip([file('a', 'content', { lies: { crc: 1 } })]), /checksum/);
    refuses(writeZip([file('a', 'content', { lies: { size: 8 } })]), /of another size/);
    refuses(writeZip([file('a', 'content', { lies: { size: 6 } })]), /cannot be unpacked/);
    refuses(writeZip([file('a', 'content', { deflated: false, lies: { size: 6 } })]), /of another size/);
    refuses(writeZip([file('a', 'content', { lies: { method: 12 } })]), /method 12/);
    refuses(writeZip([file('a', 'not deflated', { deflated: false, lies: { method: 8 } })]), /cannot be unpacked/);
    const packed = Buffer.concat([deflateRawSync('content'), Buffer.from('surplus')]);
    const surplus = { name: 'a', content: packed, deflated: false };
    const facts = { method: 8, size: 7 };
    refuses(writeZip([{ ...surplus, lies: facts }]), /holds more than it unpacks to/);
    refuses(writeZip([file('platform/', 'content')]), /directory with content/);
  });

  it('that would unpack to more than it says, or to too much, is not unpacked', () => {
    const bomb = Buffer.alloc(50_000_000);
    refuses(writeZip([{ name: 'a', content: bomb, lies: { size: 100 } }]), /cannot be unpacked/);
    refuses(writeZip([file('a', 'x', { lies: { size: 0x7fffffff } })]), /more than 1073741824/);
    refuses(writeZip(Array.from({ length: 1_001 }, (_, n) => file(`f${n}`, ''))), /more than 1000/);
  });

  it('is refused where it is encrypted, divided, ZIP64, a link, or goes by a second name', () => {
    refuses(writeZip([file('a', 'x', { lies: { flags: 0x0801 } })]), /encrypted/);
    refuses(writeZip([file('a', 'x', { directoryLies: { attributes: 0o120777 * 2 ** 16 } })]), /not a plain file/);
    const unicodePath = Buffer.from([0x75, 0x70, 1, 0, 0x41]);
    refuses(writeZip([file('a', 'x', { lies: { extra: unicodePath } })]), /second name/);
    refuses(writeZip([file('a', 'x', { headerLies: { extra: unicodePath } })]), /second name/);
    const zip64 = Buffer.concat([Buffer.from([1, 0, 16, 0]), Buffer.alloc(16)]);
    refuses(writeZip([file('a', 'x', { lies: { extra: zip64 } })]), /second size/);
    refuses(writeZip([file('a', 'x', { lies: { extra: Buffer.from([1, 2, 9]) } })]), /malformed extra/);
    // In the end of the directory.
    for (const [change, message] of [
      [{ 8: 0xffff, 10: 0xffff }, /ZIP64/],
      [{ 12: 0xffff, 14: 0xffff }, /ZIP64/],
      [{ 16: 0xffff, 18: 0xffff }, /ZIP64/],
      [{ 4: 1 }, /divided/],
      [{ 6: 1 }, /divided/],
      [{ 8: 2 }, /divided/],
      [{ 8: 2, 10: 2 }, /another number of files/],
      [{ 12: 40 }, /another size/],
      [{ 16: 40 }, /another size/],
      [{ 20: 5 }, /cut off, or something was added/],
    ] as const) {
      refuses(altered(-22, change), message);
    }
  });

  it('is refused where a length in it leads beyond its end', () => {
    const directory = writeZip([file('a')]).indexOf('PK\u0001\u0002');
    refuses(altered(directory, { 0: 0 }), /directory entry 1: .*malformed|is malformed/);
    refuses(altered(directory, { 28: 0xffff }), /is cut off/);
    refuses(altered(directory, { 30: 0xffff }), /is cut off/);
    refuses(altered(directory, { 32: 0xffff }), /is cut off/);
    refuses(altered(0, { 0: 0x4b50, 2: 0 }), /has no header/);
    refuses(altered(0, { 26: 0xffff }), /is cut off/);
    refuses(altered(0, { 28: 0xffff }), /is cut off/);
    refuses(writeZip([file('a', 'content', { deflated: false, lies: { flags: 0x0808 } })]), /is cut off/);
    // Nothing but a directory, whose entry begins where the directory does.
    const whole = writeZip([file('a')]);
    const rest = whole.subarray(directory);
    const bare = Buffer.from(rest);
    bare.writeUInt32LE(0, bare.length - 6);
    assert.throws(() => readZip(bare, 'bundle.zip'), isRefusal);
  });

  it('cut off or altered anywhere is refused, or what it holds is the same', () => {
    const entries = [file('a', 'first '.repeat(20)), file('b', 'second', { deflated: false, streamed: true })];
    const good = writeZip(entries);
    const expected = readZip(good, 'bundle.zip');
    for (let length = 0; length < good.length; length += 1) {
      assert.throws(() => readZip(good.subarray(0, length), 'bundle.zip'), isRefusal, `${length} bytes`);
    }
    fc.assert(
      fc.property(fc.nat({ max: good.length - 1 }), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const bad = Buffer.from(good);
        bad[place] = (bad[place] ?? 0) ^ change;
        try {
          // A time or an attribute: nothing that is read.
          assert.deepEqual(readZip(bad, 'bundle.zip'), expected);
        } catch (error) {
          assert.ok(isRefusal(error), String(error));
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('of random bytes is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        const zip = Buffer.concat([Buffer.from('PK\u0003\u0004'), bytes]);
        assert.throws(() => readZip(zip, 'bundle.zip'), isRefusal);
      }),
    );
    assert.throws(() => readZip(Buffer.from('%PDF-1.7 and so on, which is no ZIP file'), 'x.pdf'), UsageError);
    assert.throws(() => readZip(Buffer.alloc(0), 'x.zip'), UsageError);
  });
});

/** A good ZIP file with other 16-bit numbers, at places counted from `start`. */
function altered(start: number, change: Readonly<Record<number, number>>): Buffer {
  const zip = writeZip([file('a')]);
  const from = start < 0 ? zip.length + start : start;
  for (const [place, value] of Object.entries(change)) zip.writeUInt16LE(value, from + Number(place));
  return zip;
}

function isRefusal(error: unknown): boolean {
  return error instanceof NotVerified || error instanceof UsageError;
}
