/** The verifier's records: leaf, disclosures and what people read must say the same, and in one way only. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { decodeBase64, decodeBase64Url } from '../../verifier/base64.mjs';
import { canonicalJson } from '../../verifier/canonical-json.mjs';
import { parseJson } from '../../verifier/json.mjs';
import { printable } from '../../verifier/printable.mjs';
import { verifyRecord } from '../../verifier/record.mjs';
import { describeRecord } from '../../verifier/record-line.mjs';
import { NotVerified } from '../../verifier/verdict.mjs';
import { base64, leafHash } from '../support/reference-log.ts';
import {
  digestOf,
  disclosureOf,
  type ExportLine,
  erasedLine,
  exportLine,
  prunedLine,
  referenceRecord,
} from '../support/reference-records.ts';

const record = referenceRecord(12);

function verify(line: unknown) {
  return verifyRecord(Buffer.from(typeof line === 'string' ? line : JSON.stringify(line)), 'records.jsonl line 1');
}

/** @param place of the first bad thing */
function refuses(line: unknown, place: RegExp | string, message: RegExp) {
  assert.throws(
    () => verify(line),
    (error) => {
      assert.ok(error instanceof NotVerified, String(error));
      assert.match(error.finding.place, new RegExp(place));
      assert.match(error.finding.message, message);
      return true;
    },
    `accepted: ${JSON.stringify(line)}`,
  );
}

function changed(change: (line: ExportLine) => void): ExportLine {
  const line = exportLine(12, record);
  change(line);
  return line;
}

/** The line of a record whose leaf has other members, rightly hashed. */
function withLeaf(members: Readonly<Record<string, unknown>>, disclosures = record.disclosures): ExportLine {
  const { leaf } = referenceRecord(12, members);
  return { ...exportLine(12, { ...record, leaf, disclosures: [] }), disclosures: [...disclosures] };
}

/** The line of a leaf of any bytes. */
function withBytes(leaf: Buffer): ExportLine {
  return { ...exportLine(12, record), leaf: base64(leaf), leaf_hash: base64(leafHash(leaf)) };
}

describe('a record', () => {
  it('is verified whole, erased, or pruned, and tells what is not there', () => {
    const whole = verify(exportLine(12, record));
    assert.deepEqual([whole.index, whole.eventId, whole.withheld], [12, record.eventId, 0]);
    assert.deepEqual(whole.leafHash, leafHash(record.leaf));
    assert.equal(verify(erasedLine(12, record)).withheld, 3);
    const pruned = verify(prunedLine(12, record));
    assert.deepEqual([pruned.record, pruned.withheld], [null, 0]);
    assert.deepEqual(pruned.leafHash, leafHash(record.leaf));
  });

  it('may leave out what is null, and keep to any order', () => {
    verify(changed(({ record }) => delete record.approval_id));
    verify(
      changed((line) => {
        line.record.session_id = null;
      }),
    );
    const { index, ...others } = exportLine(12, record);
    verify({ ...others, index });
    verify(` \t${JSON.stringify(exportLine(12, record), null, 1).replaceAll('\n', '\r')} `);
  });

  it('is refused where anything that people read was altered, added or taken out', () => {
    const readable = exportLine(12, record).record;
    for (const name of Object.keys(readable).filter((member) => member !== 'actor' && readable[member] !== null)) {
      const place = `record\\.${name}$`;
      for (const other of ['x', 999, null, [], {}, true]) {
        refuses(
          changed(({ record }) => {
            record[name] = other;
          }),
          place,
          /not what the leaf/,
        );
      }
      refuses(
        changed(({ record }) => delete record[name]),
        place,
        /not what the leaf/,
      );
    }
    for (const name of Object.keys(readable.actor).filter((member) => readable.actor[member] !== null)) {
      refuses(
        changed(({ record }) => {
          record.actor[name] = 'someone else';
        }),
        `record\\.actor\\.${name}$`,
        /not what the leaf/,
      );
    }
    for (const [place, change] of [
      ['record\\.approved', (line: ExportLine) => Object.assign(line.record, { approved: true })],
      ['record\\.actor\\.role', (line: ExportLine) => Object.assign(line.record.actor, { role: 'owner' })],
      ['record\\._sd', (line: ExportLine) => Object.assign(line.record, { _sd: [] })],
      ['record\\.actor', (line: ExportLine) => Object.assign(line.record, { actor: null })],
      [
        'record\\.__proto__',
        (line: ExportLine) => Object.defineProperty(line.record, '__proto__', { value: 1, enumerable: true }),
      ],
    ] as const) {
      refuses(changed(change), place, /not what the leaf/);
    }
  });

  it('is refused where a value is said to be other than its disclosure, or to be there though erased', () => {
    refuses({ ...erasedLine(12, record), record: exportLine(12, record).record }, 'record\\.', /not what the leaf/);
    refuses({ ...exportLine(12, record), disclosures: [] }, 'record\\.', /not what the leaf/);
    for (const [n] of record.disclosures.entries()) {
      refuses(
        changed(({ disclosures }) => disclosures.splice(n, 1)),
        'record\\.',
        /not what the leaf/,
      );
    }
  });

  it('is refused where its hash, its leaf or its event are not those of one leaf', () => {
    const other = exportLine(13, referenceRecord(13));
    refuses({ ...exportLine(12, record), leaf_hash: other.leaf_hash }, 'line 1$', /leaf_hash is not the hash/);
    refuses({ ...exportLine(12, record), leaf: other.leaf }, 'line 1$', /leaf_hash is not the hash/);
    refuses({ ...exportLine(12, record), event_id: other.event_id }, 'line 1$', /event_id is not that of the leaf/);
    refuses({ ...exportLine(12, record), record: null }, 'line 1$', /record is not an object/);
    refuses({ ...prunedLine(12, record), record: exportLine(12, record).record }, 'line 1$', /nothing proves/);
    refuses({ ...prunedLine(12, record), disclosures: [...record.disclosures] }, 'line 1$', /nothing proves/);
    refuses({ ...exportLine(12, record), comment: 'approved by the board' }, 'line 1$', /member comment is not one/);
  });

  it('is refused where a member is missing or malformed', () => {
    for (const name of Object.keys(exportLine(12, record))) {
      const { [name]: _gone, ...others } = exportLine(12, record);
      assert.throws(() => verify(others), NotVerified, `without ${name}`);
      for (const bad of [undefined, 'x y', -1, 1.5, 1e300, [[]], [null], { a: 1 }, true, '"'.repeat(5_000)]) {
        assert.throws(() => verify({ ...others, [name]: bad }), NotVerified, `${name}: ${JSON.stringify(bad)}`);
      }
    }
    refuses({ ...exportLine(12, record), index: 2 ** 53 }, 'line 1', /exact form/);
    refuses('{"index":1e3}', 'line 1', /exact form/);
    for (const bad of ['', '[]', 'null', '"x"', '12', '{', '{}', '\u0000', '{"index":0}{"index":0}']) {
      assert.throws(() => verify(bad), NotVerified, bad);
    }
  });

  it('that two readers could read in two ways is refused', () => {
    const line = JSON.stringify(exportLine(12, record));
    refuses(line.replace('"status":', '"status":"denied","status":'), 'line 1', /stands there twice/);
    refuses(line.replace('{', '{"record":{},'), 'line 1', /stands there twice/);
    refuses(line.replace('"target_id":6', '"target_id":6.0000000000000000001'), 'line 1', /exact form/);
    refuses(line.replace('rotate', 'rot\\ud800ate'), 'line 1', /surrogate/);
  });

  it('is refused where its leaf is not the canonical JSON of a known version', () => {
    const members = JSON.parse(record.leaf.toString());
    const text = record.leaf.toString();
    refuses(withBytes(Buffer.from(JSON.stringify(members, null, 1))), 'leaf$', /not canonical/);
    refuses(withBytes(Buffer.from(text.replace('"v":1', '"v":1 '))), 'leaf$', /not canonical/);
    refuses(withBytes(Buffer.from(text.replace('{', '{"a":1,"a":2,'))), 'leaf$', /twice/);
    refuses(withBytes(Buffer.from('[]')), 'leaf$', /not a JSON object/);
    refuses(withBytes(Buffer.from('')), 'leaf$', /not strict JSON/);
    refuses(withBytes(Buffer.from([0xff, 0xfe])), 'leaf$', /not UTF-8/);
    refuses(withBytes(Buffer.from(`\ufeff${text}`)), 'leaf$', /not strict JSON/);
    refuses(withLeaf({ v: 2 }), 'leaf$', /version/);
    refuses(withLeaf({ v: undefined }), 'leaf$', /version/);
    refuses(withLeaf({ v: '1' }), 'leaf$', /version/);
  });
});

describe('a disclosure', () => {
  const name = disclosureOf('name', 'Eve');

  it('is refused where the leaf has not its digest', () => {
    for (const bad of [name, disclosureOf('name', 'Müller 12', 'another salt')]) {
      refuses(
        changed(({ disclosures }) => disclosures.splice(0, 1, bad)),
        'disclosures\\[0\\]',
        /digest/,
      );
    }
    const other = referenceRecord(14).disclosures;
    refuses({ ...exportLine(12, record), disclosures: [...other] }, 'disclosures\\[0\\]', /digest/);
  });

  it('is refused the second time', () => {
    refuses(
      changed(({ disclosures }) => disclosures.push(disclosures[0] ?? '')),
      'disclosures\\[3\\]',
      /digest/,
    );
  });

  it('is refused where it is spelled otherwise than once, though the leaf has its digest', () => {
    const encode = (text: string) => Buffer.from(text).toString('base64url');
    for (const [bad, message] of [
      [`${name}=`, /base64url/],
      [name.replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1)), /base64url|strict JSON|salt/],
      ['!!!', /base64url/],
      ['', /strict JSON/],
      [encode('["salt","name","x"'), /strict JSON/],
      [encode('["salt","name",{"a":1,"a":2}]'), /strict JSON/],
      [Buffer.from([0x5b, 0xff, 0x5d]).toString('base64url'), /strict JSON/],
      [encode('["salt","name"]'), /salt, name, value/],
      [encode('["salt","name","x","y"]'), /salt, name, value/],
      [encode('[1,"name","x"]'), /salt, name, value/],
      [encode('["salt",1,"x"]'), /salt, name, value/],
      [encode('{"salt":1}'), /salt, name, value/],
      [encode('"abc"'), /salt, name, value/],
      [encode('null'), /salt, name, value/],
    ] as const) {
      refuses(withLeaf({ _sd: [digestOf(bad)] }, [bad]), 'disclosures\\[0\\]', message);
    }
  });

  it('cannot replace what the leaf says, nor take a name that has a meaning', () => {
    for (const taken of ['status', 'event_id', 'actor', '_sd', '...']) {
      const disclosure = disclosureOf(taken, 'x');
      refuses(withLeaf({ _sd: [digestOf(disclosure)] }, [disclosure]), 'disclosures\\[0\\]', /has already or may not/);
    }
    const [first, second] = [disclosureOf('name', 'one'), disclosureOf('name', 'two')];
    const actor = { type: 'user', id: 12, _sd: [first, second].map(digestOf).sort() };
    refuses(withLeaf({ actor, _sd: undefined }, [first, second]), 'disclosures\\[1\\]', /has already/);
    const proto = disclosureOf('__proto__', { polluted: true });
    refuses(withLeaf({ _sd: [digestOf(proto)] }, [proto]), 'disclosures\\[0\\]', /may not have/);
    assert.equal('polluted' in {}, false);
  });

  it('is of a member that may be withheld, and of each there is one digest', () => {
    for (const of of ['permission', 'approved', 'name', 'address']) {
      const disclosure = disclosureOf(of, 'x');
      refuses(withLeaf({ _sd: [digestOf(disclosure)] }, [disclosure]), 'disclosures\\[0\\]', /has already or may not/);
    }
    const [yes, no] = [disclosureOf('reason', 'approved'), disclosureOf('reason', 'refused')];
    for (const shown of [[yes], [no], [yes, no], []]) {
      refuses(withLeaf({ _sd: [yes, no].map(digestOf) }, shown), 'leaf\\._sd', /more digests than/);
    }
    const digests = ['a', 'b', 'c'].map((value) => digestOf(disclosureOf('name', value)));
    const actor = { type: 'user', id: 12, _sd: digests };
    refuses(withLeaf({ actor, _sd: undefined }, []), 'leaf\\.actor\\._sd', /more digests than/);
  });

  it('belongs where its digest stands, and the digest stands in one place', () => {
    const [ofActor = ''] = record.disclosures;
    refuses(withLeaf({ _sd: [digestOf(ofActor)] }), 'leaf\\.actor\\._sd', /twice/);
    refuses(withLeaf({ _sd: [digestOf(name), digestOf(name)] }), 'leaf\\._sd', /twice/);
    const moved = withLeaf({ actor: { type: 'user', id: 12 }, _sd: [digestOf(ofActor)] }, [ofActor]);
    moved.record.actor.name = 'Müller 12';
    refuses(moved, 'disclosures\\[0\\]', /may not have/);
  });

  it('is refused where the list of digests is none', () => {
    for (const bad of ['x', null, {}, [1], [null], ['x'], [`${digestOf(name)}=`], [[digestOf(name)]]]) {
      refuses(withLeaf({ _sd: bad }, []), 'leaf\\._sd', /digests/);
      refuses(withLeaf({ actor: { type: 'user', _sd: bad }, _sd: undefined }, []), 'leaf\\.actor\\._sd', /digests/);
    }
  });
});

describe('strict JSON', () => {
  it('is what JSON.stringify writes, read back whole', () => {
    const numbers = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0.5, 1e-7, 1.25e-9, -0.1));
    const text = fc.string({ unit: 'binary' });
    const values = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 5 }, fc.boolean(), fc.constant(null), numbers, text, tie('list'), tie('object')),
      list: fc.array(tie('value'), { maxLength: 4 }),
      object: fc.dictionary(text, tie('value'), { maxKeys: 4 }),
    }));
    fc.assert(
      fc.property(values.value, (value) => {
        const read = parseJson(Buffer.from(JSON.stringify(value)));
        assert.equal(JSON.stringify(read), JSON.stringify(value));
        assert.equal(canonicalJson(read), canonicalize(value));
      }),
    );
  });

  it('has the canonical form of the example in RFC 8785', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const order = ['Carriage Return', 'One', 'Control', 'Latin Small Letter O With Diaeresis', 'Euro Sign'];
    const expected = [...order, 'Emoji: Grinning Face', 'Hebrew Letter Dalet With Dagesh'];
    const canonical = canonicalJson(parseJson(Buffer.from(JSON.stringify(value))));
    assert.deepEqual(
      Object.values(JSON.parse(`[${[...canonical.matchAll(/:"([^"]*)"/g)].map(([, v]) => `"${v}"`)}]`)),
      expected,
    );
  });

  it('is none of what JSON.parse refuses, nor what it would quietly change', () => {
    for (const bad of [
      '',
      ' ',
      '{',
      '}',
      '[',
      '[1',
      '[1,]',
      '{"a":1,}',
      '{"a"}',
      '{"a":}',
      '{a:1}',
      '{a":1}',
      "{'a':1}",
      '[1 2]',
      '{"a":1 "b":2}',
      '"',
      '"\\"',
      '"\\x"',
      '"\\u12"',
      '"\u0001"',
      '"\n"',
      'nul',
      'nulll',
      'True',
      'NaN',
      'Infinity',
      '-',
      '+1',
      '01',
      '1.',
      '.5',
      '1e',
      '1.0',
      '1e3',
      '-0',
      '1E5',
      '9007199254740993',
      '1e400',
      '0.1000000000000000055',
      '1'.repeat(1_000),
      '{"a":1,"a":1}',
      '{"a":1,"\\u0061":2}',
      '"\\ud800"',
      '"\\udc00\\ud800"',
      '[1]x',
      '//x\n1',
      '\ufeff1',
      '\u00a01',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      '['.repeat(1_000_000),
      '{"a":'.repeat(100_000),
    ]) {
      assert.throws(() => parseJson(Buffer.from(bad)), SyntaxError, bad.slice(0, 50));
    }
    assert.throws(() => parseJson(Buffer.from([0x22, 0xff, 0x22])), SyntaxError);
  });

  it('takes a string of a megabyte, escaped or not', () => {
    for (const long of ['x'.repeat(1_000_000), '"'.repeat(500_000), '\u2028'.repeat(300_000)]) {
      assert.equal(parseJson(Buffer.from(JSON.stringify(long))), long);
    }
  });
});

describe('base64', () => {
  it('has one text for each value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (value) => {
        const bytes = Buffer.from(value);
        assert.deepEqual(decodeBase64(bytes.toString('base64')), bytes);
        assert.deepEqual(decodeBase64Url(bytes.toString('base64url')), bytes);
      }),
    );
    for (const bad of [
      'A',
      'AA',
      'AAA',
      'AB==',
      'AA=',
      'AA===',
      'AAAA=',
      'AA==\n',
      ' AA==',
      'A-==',
      'AA==AA==',
      '=',
      'é',
    ]) {
      assert.equal(decodeBase64(bad), undefined, bad);
    }
    for (const bad of ['A', 'AB', 'AA==', 'A+', 'A/', ' AA', 'AA\n'])
      assert.equal(decodeBase64Url(bad), undefined, bad);
  });
});

describe('what is printed', () => {
  it('holds nothing that a terminal would obey, and is never long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        const shown = printable(text);
        assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        assert.ok(shown.length < 300 * 10);
      }),
    );
    const evil = referenceRecord(12, { operation: '\u001b[2J\u001b]0;x\u0007\u202edeleted' });
    const line = describeRecord(verify(exportLine(12, evil)));
    assert.match(line, / \| "\\u001b\[2J\\u001b\]0;x\\u0007\\u202edeleted" resource 6 \| /);
    assert.match(describeRecord(verify(prunedLine(12, evil))), /^12 \(no content here/);
  });
});
