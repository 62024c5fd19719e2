/** What the verifier prints of hostile evidence: no value passes for another, and a terminal is told nothing. */

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { verifyRecord } from '../../verifier/record.mjs';
import { describeRecord } from '../../verifier/record-line.mjs';
import { ReferenceLog } from '../support/reference-log.ts';
import { digestOf, disclosureOf, exportLine, referenceRecord } from '../support/reference-records.ts';
import { VerifierFiles } from '../support/verifier-files.ts';

const disk = new VerifierFiles();
after(() => disk.remove());

const UNSEEN = /(?! )[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
/** CSI of a terminal in one character, a bidi override, a filler that is not seen, a line separator, and a space that is none. */
const EVIL = '\u009b2J\u202e\u3164\u2028\u00a0';

function lineOf(members: Readonly<Record<string, unknown>>, name?: string): string {
  const { actor: whose = { type: 'user', id: 3 }, ...others } = members;
  const disclosures = name === undefined ? [] : [disclosureOf('name', name)];
  const actor = disclosures.length > 0 ? { ...Object(whose), _sd: disclosures.map(digestOf) } : whose;
  const record = { ...referenceRecord(3, { actor, _sd: undefined, ...others }), disclosures };
  return describeRecord(verifyRecord(Buffer.from(JSON.stringify(exportLine(3, record))), 'line 1'));
}

describe('a record in one line', () => {
  it('shows values as they are where they are words, numbers and times, and names always in quotes', () => {
    const start = '3 evt_01J00000000000000000000003 2026-11-25T01:00:03.000Z | user 3';
    assert.equal(lineOf({}), `${start} | rotate resource 6 | succeeded`);
    assert.equal(lineOf({}, 'Müller 3'), `${start} "Müller 3" | rotate resource 6 | succeeded`);
    assert.equal(lineOf({}, 'admin'), `${start} "admin" | rotate resource 6 | succeeded`);
    assert.equal(lineOf({ target_id: '6' }), `${start} | rotate resource "6" | succeeded`);
    assert.equal(
      lineOf({ status: 'failed', code: 'target_gone' }),
      `${start} | rotate resource 6 | failed target_gone`,
    );
  });

  it('says what was changed, where the leaf does', () => {
    assert.match(lineOf({ change: 'port 22 to 2222' }), / \| succeeded \| "port 22 to 2222"$/);
    assert.match(lineOf({ change: 'x" | "y' }), / \| succeeded \| "x\\" \| \\"y"$/);
  });

  it('has four columns whatever the values are, and each value can be told from the others', () => {
    assert.match(
      lineOf({}, 'eve | rotate resource 6 | succeeded'),
      / \| user 3 "eve \| rotate resource 6 \| succeeded" \| /,
    );
    assert.match(lineOf({}, 'eve" | "x'), / \| user 3 "eve\\" \| \\"x" \| /);
    assert.match(lineOf({ target_id: '6 | denied' }), / \| rotate resource "6 \| denied" \| succeeded$/);
    assert.match(lineOf({ operation: 'read resource 7 │ denied' }), / \| "read resource 7 │ denied" resource 6 \| /);
    const outsideQuotes = (line: string) => line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('|', ' | ', '"', '\\', '\\" | ', '\n', EVIL));
    fc.assert(
      fc.property(value, value, value, (name, target_id, code) => {
        fc.pre(![name, target_id, code].some((text) => /\p{Surrogate}/u.test(text)));
        const line = lineOf({ target_id, code }, name);
        assert.equal(outsideQuotes(line).split('|').length, 4, line);
        assert.doesNotMatch(line, UNSEEN);
      }),
    );
  });

  it('shows how it ended, however long what comes before is', () => {
    const line = lineOf({ target_id: 'y'.repeat(9_000) }, 'x'.repeat(9_000));
    assert.match(line, /"x{200}"… \(9000 characters\) \| rotate resource "y{200}"… \(9000 characters\) \| succeeded$/);
    assert.match(lineOf({}, `${'x'.repeat(199)}😀`), /"x{199}\\ud83d"… \(201 characters\) \| /);
  });

  it('shows what is no text at all, too', () => {
    const line = lineOf({ timestamp: { a: 1 }, target_id: ['|', null], status: true });
    assert.match(line, /^3 evt_\w+ \{"a":1\} \| user 3 \| rotate resource \["\|",null\] \| true$/);
    assert.match(
      lineOf({ target_id: { a: 'x'.repeat(9_000) } }),
      /resource "\{\\"a\\":\\"x+"… \(9008 characters\) \| succeeded$/,
    );
    assert.match(describeRecord({ index: 3, record: { actor: 'root' } }), /^3 {1,2}\|/);
  });
});

describe('a terminal', () => {
  let made = 0;
  const isSilent = (said: string) => assert.doesNotMatch(said.replaceAll('\n', ''), UNSEEN);

  function proofOf(members: Readonly<Record<string, unknown>>, change: (text: string) => string = (text) => text) {
    const { leaf, eventId } = referenceRecord(0, { _sd: undefined, ...members });
    const log = new ReferenceLog('capstan-test/organizations/3', [leaf]);
    const proof = {
      event_id: eventId,
      leaf: leaf.toString('base64'),
      ...log.inclusion(0),
      checkpoint: log.checkpoint(),
    };
    made += 1;
    return ['proof', disk.write(`proof-${made}`, change(JSON.stringify(proof))), '--vkey', log.vkey];
  }

  it('is told nothing by values, member names, numbers or escapes, verified or not, as text or as JSON', async () => {
    const twice = `{"${EVIL}":1,"${EVIL}":1,`;
    for (const [args, exitCode] of [
      [proofOf({ operation: EVIL }), 0],
      [proofOf({ [EVIL]: EVIL }), 0],
      [proofOf({}, (text) => text.replace('{', `{"${EVIL}":1,`)), 0],
      [proofOf({}, (text) => text.replace('{', twice)), 1],
      [proofOf({}, (text) => text.replace('{', `{"x":"\\${EVIL}",`)), 1],
      [proofOf({}, (text) => text.replace('{', `{"x":${EVIL},`)), 1],
      [proofOf({}, (text) => text.replace('"evt_', `"${EVIL}evt_`)), 1],
      [['checkpoint', disk.path(EVIL), '--vkey', `${EVIL}+00000000+AA==`], 2],
      [['checkpoint', disk.path(EVIL), '--vkey-file', disk.path(EVIL)], 2],
      [[EVIL, 'x'], 2],
      [['checkpoint', 'x', `--${EVIL}`], 2],
    ] as const) {
      for (const more of [[], ['--json']]) {
        const answer = await disk.verify(...args, ...more);
        assert.equal(answer.exitCode, exitCode, answer.said);
        isSilent(answer.said);
        assert.doesNotMatch(answer.said, /should not happen/);
      }
    }
  });

  it('gets JSON that programs read as it was written', async () => {
    const tag = '\u{e0041}\u{1f600}';
    const { said } = await disk.verify(...proofOf({ ticket_id: EVIL + tag }), '--json');
    isSilent(said);
    assert.equal(JSON.parse(said).leaf.ticket_id, EVIL + tag);
  });

  it('is not where a leaf that says things of another shape leads to', async () => {
    for (const members of [{ timestamp: {} }, { timestamp: undefined }, { actor: [] }, { status: { a: {} } }]) {
      const { exitCode, said } = await disk.verify(...proofOf(members));
      assert.equal(exitCode, 0, said);
    }
    const [command = '', path = '', ...key] = proofOf({ event_id: { a: 1 } }, (text) =>
      text.replace(/"event_id":[^,]+,/, ''),
    );
    const { exitCode, said } = await disk.verify(command, path, ...key);
    assert.doesNotMatch(said, /should not happen/);
    assert.equal(exitCode, 0, said);
  });
});
