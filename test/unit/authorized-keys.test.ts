/** Edits of authorized_keys that leave foreign bytes alone, and what the search for keys has printed. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { closedHomes, gaveUp, keysByHome } from '../../connectors/authorized-key-files.ts';
import { holdsKey, publicKeyOf, withKey, withoutKey } from '../../connectors/authorized-keys.ts';

const KEY = { type: 'ssh-ed25519', blob: 'AAAAC3NzaC1lZDI1NTE5AAAAIBy7iN1Zc0SDVwNRYdWTvlg2hZ8YqcQz2pXW4tGm1K5u' };
const OTHER = 'AAAAC3NzaC1lZDI1NTE5AAAAIIwE8T0XyS5DqnIVZ9N7y9yQ1kqXWmC0WmQ9n1bT6c1r';
const LINE = `${KEY.type} ${KEY.blob}`;

const FOREIGN = Buffer.concat([
  Buffer.from('# keys of the night shift\r\n\n   \t\n'),
  Buffer.from(`from="10.0.0.0/8,\\"x\\"",command="echo ${LINE}" ssh-ed25519 ${OTHER} anna\n`),
  Buffer.from(`# ${LINE} left\n`),
  Buffer.from(`cert-authority,principals="ops" ${LINE} authority\n`),
  Buffer.from([0x23, 0x20, 0xff, 0xfe, 0xe4, 0x0a]),
  Buffer.from('not a key at all\n'),
]);

describe('authorized_keys', () => {
  it('takes no comment, quoted command or certificate authority for the key', () => {
    assert.equal(holdsKey(FOREIGN, KEY), false);
  });

  it('finds the key behind options and in odd spacing', () => {
    for (const line of [
      LINE,
      `\t${LINE} me\r`,
      `no-pty,from="a b" ${LINE}`,
      `restrict ${KEY.type}\t ${KEY.blob}  me`,
    ]) {
      assert.equal(holdsKey(Buffer.from(`${line}\n`), KEY), true, line);
    }
  });

  it('keeps every foreign byte when the key is added and taken out again', () => {
    const added = withKey(FOREIGN, KEY, 'capstan');
    assert.deepEqual(added.subarray(0, FOREIGN.length), FOREIGN);
    assert.equal(added.subarray(FOREIGN.length).toString(), `${LINE} capstan\n`);
    assert.deepEqual(withoutKey(added, KEY), FOREIGN);
  });

  it('gives the last line its missing line end before it adds another', () => {
    const added = withKey(Buffer.from(`ssh-ed25519 ${OTHER}`), KEY, '');
    assert.equal(added.toString(), `ssh-ed25519 ${OTHER}\n${LINE}\n`);
  });

  it('answers the same buffer where there is nothing to do', () => {
    const present = Buffer.from(`${LINE}\n`);
    assert.equal(withKey(present, KEY, ''), present);
    assert.equal(withoutKey(FOREIGN, KEY), FOREIGN);
  });

  it('keeps arbitrary bytes, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from(bytes);
        const added = withKey(text, KEY, 'c');
        assert.deepEqual(added.subarray(0, text.length), text);
        assert.equal(holdsKey(added, KEY), true);
        const kept = withoutKey(added, KEY);
        assert.deepEqual(kept.subarray(0, text.length), text);
        assert.ok(kept.length - text.length <= 1);
      }),
    );
  });

  it('reads type and blob of a public key, and nothing out of other lines', () => {
    assert.deepEqual(publicKeyOf(`${LINE} someone@somewhere`), KEY);
    assert.equal(publicKeyOf('-----BEGIN OPENSSH PRIVATE KEY-----'), undefined);
    assert.equal(publicKeyOf(''), undefined);
  });
});

describe('what the search for authorized keys has printed', () => {
  const lineOf = (home: string, text = LINE, name = 'authorized_keys') => `${home}/.ssh/${name}\0${text}\n`;
  const told = (output: string, isWhole: boolean) =>
    [...keysByHome(output, isWhole)].map(
      ([home, { keys, isCut }]) => `${home} ${keys.length} ${isCut ? 'cut' : 'whole'}`,
    );

  it('is told by home, one whose file is too large as not wholly read', () => {
    const output = `/home/big/.ssh/authorized_keys\n${lineOf('/home/a')}${lineOf('/home/a', LINE, 'authorized_keys2')}`;
    assert.deepEqual(told(output, true), ['/home/big 0 cut', '/home/a 1 whole']);
    assert.deepEqual(told(lineOf('/home/a', LINE, 'authorized_keys3'), true), []);
  });

  it('is told of the homes that are whole where it was cut off, and of the one that there was too much of', () => {
    const [a, b] = [lineOf('/home/a'), lineOf('/home/b')];
    assert.deepEqual(told(`${a}${b}/home/c/.ss`, false), ['/home/a 1 whole']);
    const flood = lineOf('/home/b', `${LINE} ${'x'.repeat(300_000)}`);
    assert.deepEqual(told(`${a}${flood}${flood.slice(0, 100)}`, false), ['/home/a 1 whole', '/home/b 1 cut']);
  });

  it('is not taken for all where files could not be read, or the search has given up', () => {
    const errors = [
      "find: '/home/nfs': Permission denied",
      "find: '/home/b/.ssh': Permission denied",
      'grep: /srv/c/.ssh/authorized_keys2: Input/output error',
      'grep: /home/went/.ssh/authorized_keys: No such file or directory',
    ].join('\n');
    assert.deepEqual([...closedHomes(errors)], ['/home/nfs', '/home/b', '/srv/c']);
    assert.equal(gaveUp(errors), false);
    assert.equal(gaveUp(`${errors}\ngrep: memory exhausted\n`), true);
  });
});
