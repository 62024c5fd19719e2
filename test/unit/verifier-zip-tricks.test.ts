/** ZIP files that are one file to the verifier and another to some other program, or once they are unpacked. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NotVerified } from '../../verifier/verdict.mjs';
import { readZip } from '../../verifier/zip-reader.mjs';
import { writeZip, type ZipEntry } from '../support/zip-writer.ts';

const file = (name: string, more: Partial<ZipEntry> = {}): ZipEntry => ({ name, content: Buffer.from('x'), ...more });

function refusesZip(zip: Buffer, message: RegExp) {
  assert.throws(
    () => readZip(zip, 'bundle.zip'),
    (error) => error instanceof NotVerified && message.test(error.message),
    `accepted, or refused for another reason than ${message}`,
  );
}

describe('a ZIP file that other programs read otherwise', () => {
  /** End of a ZIP64 directory, and what leads there: 76 bytes that some programs follow wherever they find them. */
  const secondDirectory = Buffer.alloc(76);
  secondDirectory.writeUInt32LE(0x06064b50, 0);
  secondDirectory.writeUInt32LE(0x07064b50, 56);

  it('since the last entry of its directory ends like a second directory is refused', () => {
    const field = Buffer.concat([Buffer.from([0x55, 0x54, secondDirectory.length, 0]), secondDirectory]);
    refusesZip(writeZip([file('a', { directoryLies: { extra: field } })]), /is a ZIP64 file/);
    refusesZip(commented(secondDirectory), /is a ZIP64 file/);
  });

  it('since an entry has a comment, or a field that nobody needs, is refused', () => {
    refusesZip(commented(Buffer.from('approved')), /has a comment/);
    for (const id of [0x0001, 0x7075, 0x6375, 0x000d, 0x756e, 0x0017, 0x9901, 0xffff]) {
      const extra = Buffer.from([id & 0xff, id >> 8, 2, 0, 1, 2]);
      refusesZip(writeZip([file('a', { lies: { extra } })]), /extra field that could give it/);
      refusesZip(writeZip([file('a', { headerLies: { extra } })]), /extra field that could give it/);
    }
    const times = Buffer.from([0x55, 0x54, 5, 0, 1, 0, 0, 0, 0]);
    assert.deepEqual([...readZip(writeZip([file('a', { lies: { extra: times } })]), 'bundle.zip').keys()], ['a']);
  });

  it('since some system takes a name for another, or for a device, is refused', () => {
    for (const name of ['vkey.', 'a./b', 'con', 'NUL', 'aux.txt', 'a/com1', 'lpt9.tar.gz', 'prn/a']) {
      refusesZip(writeZip([file(name)]), /name that is refused/);
    }
    refusesZip(writeZip([file('platform'), file('platform/vkey')]), /a file in a file/);
    refusesZip(writeZip([file('a/b/c'), file('A')]), /a file in a file/);
    const fine = ['console', 'a', 'a-b', 'aux1', 'x.con', 'p/a', 'p/b', 'pa'];
    assert.equal(readZip(writeZip(fine.map((name) => file(name))), 'bundle.zip').size, fine.length);
  });

  it('since an entry is a link, a device, a label or a folder by any of its attributes is refused', () => {
    for (const madeBy of [0x0014, 0x0314, 0x0a14, 0x1314]) {
      for (const attributes of [0o120777, 0o010644, 0o020644, 0o060644, 0o140644, 0o040755].map(
        (mode) => mode * 2 ** 16,
      )) {
        refusesZip(writeZip([file('a', { directoryLies: { madeBy, attributes } })]), /not a plain file/);
      }
      for (const attributes of [0x08, 0x10]) {
        refusesZip(writeZip([file('a', { directoryLies: { madeBy, attributes } })]), /not a plain file/);
      }
      readZip(writeZip([file('a', { directoryLies: { madeBy, attributes: 0x20 } })]), 'bundle.zip');
    }
    const folder = { content: Buffer.alloc(0), directoryLies: { attributes: 0o040755 * 2 ** 16 + 0x10 } };
    assert.deepEqual([...readZip(writeZip([file('p/', folder), file('p/a')]), 'bundle.zip').keys()], ['p/a']);
  });

  it('in what stands behind the data of an entry is refused', () => {
    const streamed = writeZip([file('a', { streamed: true }), file('b')]);
    const at = streamed.indexOf('PK\u0007\u0008');
    for (const place of [4, 8, 12]) {
      const bad = Buffer.from(streamed);
      bad.writeUInt32LE(7, at + place);
      refusesZip(bad, /described otherwise behind its data/);
    }
  });

  /** One file whose entry in the directory has this comment. */
  function commented(comment: Buffer): Buffer {
    const zip = writeZip([file('a')]);
    const end = zip.length - 22;
    const tail = Buffer.from(zip.subarray(end));
    tail.writeUInt32LE(tail.readUInt32LE(12) + comment.length, 12);
    const head = Buffer.from(zip.subarray(0, end));
    head.writeUInt16LE(comment.length, head.indexOf('PK\u0001\u0002') + 32);
    return Buffer.concat([head, comment, tail]);
  }
});
