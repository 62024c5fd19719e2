/** A leaf says what its record says, in one form of bytes, and keeps nothing of a person but digests. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AUDIT_STATUSES, type AuditEntry } from '../../domain/audit.ts';
import { digestOf, leafOf, recordOf } from '../../store/ledger/leaf.ts';
import { auditEntry, EVENT_ID, EVENT_TIME } from '../support/ledger-entry.ts';
import { sha256 } from '../support/reference-log.ts';

const text = (maxLength = 60) =>
  fc.oneof(fc.string({ unit: 'grapheme', maxLength }), fc.string({ unit: 'binary', maxLength }));
const id = fc.nat({ max: 2 ** 40 });
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });

const PLAIN = { noNullPrototype: true };
const ENTRIES: fc.Arbitrary<AuditEntry> = fc
  .record(
    {
      organization_id: id,
      scope_id: orNull(id),
      resource_id: orNull(id),
      actor: fc.record(
        {
          type: fc.constantFrom('user', 'application', 'system', 'anonymous'),
          id: orNull(id),
          name: text(),
          organization_id: orNull(id),
          authentication: text(),
          address: orNull(text()),
        },
        PLAIN,
      ),
      target_type: text(),
      target_id: orNull(fc.oneof(id, text())),
      operation: text(),
      permission: fc.constantFrom(null, 'resource:read' as const),
      status: fc.constantFrom(...AUDIT_STATUSES),
      code: orNull(text()),
      reason: orNull(text(400)),
      change: orNull(text(400)),
      ticket_id: orNull(text()),
      job_id: orNull(id),
      approval_id: orNull(id),
      session_id: orNull(text()),
      policy: orNull(
        fc.record(
          {
            policy_id: id,
            version: id,
            decision: fc.constantFrom('allowed', 'refused', 'needs_approval'),
            reasons: fc.array(text(), { maxLength: 3 }),
          },
          PLAIN,
        ),
      ),
      correlation_id: text(),
      trace_id: orNull(text()),
    },
    PLAIN,
  )
  .map((entry) => entry satisfies AuditEntry);

/** RFC 8785 by its letter, for what a leaf can hold: objects, arrays, strings, whole numbers. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
  }
  if (typeof value === 'number') assert.ok(Number.isSafeInteger(value));
  else assert.equal(typeof value, 'string', 'a leaf holds no null, no boolean');
  return JSON.stringify(value);
}

function leaf(entry: AuditEntry) {
  return leafOf(entry, EVENT_ID, EVENT_TIME);
}

function membersOf(bytes: Buffer) {
  return JSON.parse(bytes.toString('utf8'));
}

/** Everything of `fields` is told by somebody else, in another leaf. */
function foreign(fields: Partial<AuditEntry> = {}): readonly string[] {
  return leaf(auditEntry({ reason: 'because', ...fields })).disclosures;
}

describe('a leaf', () => {
  it('gives back the record that it was made of', () => {
    fc.assert(
      fc.property(ENTRIES, (entry) => {
        const { leaf: bytes, disclosures } = leaf(entry);
        const { v, event_id, timestamp, ...told } = recordOf(bytes, disclosures);
        assert.deepEqual({ v, event_id, timestamp }, { v: 1, event_id: EVENT_ID, timestamp: EVENT_TIME.toISOString() });
        assert.deepEqual(told, entry);
      }),
      { numRuns: 500 },
    );
  });

  it('is canonical JSON without members that are null', () => {
    fc.assert(
      fc.property(ENTRIES, (entry) => {
        const { leaf: bytes } = leaf(entry);
        assert.equal(canonical(membersOf(bytes)), bytes.toString('utf8'));
      }),
      { numRuns: 500 },
    );
  });

  it('has the members that docs and verifiers know it by', () => {
    const { leaf: bytes } = leaf(
      auditEntry({ reason: 'because', change: 'changed: port', ticket_id: 'CHG-1', job_id: 9 }),
    );
    const { _sd, ...members } = membersOf(bytes);
    assert.equal(members.actor._sd.length, 2);
    assert.equal(_sd.length, 1);
    assert.deepEqual(
      { ...members, actor: { ...members.actor, _sd: [] } },
      {
        v: 1,
        event_id: EVENT_ID,
        timestamp: EVENT_TIME.toISOString(),
        organization_id: 1,
        actor: { type: 'user', id: 7, organization_id: 1, authentication: 'basic_totp', _sd: [] },
        scope_id: 3,
        target_type: 'resource',
        target_id: 6,
        operation: 'resource.read',
        permission: 'resource:read',
        status: 'succeeded',
        change: 'changed: port',
        ticket_id: 'CHG-1',
        job_id: 9,
        correlation_id: 'evt_01KATZ3M5Q0000000000000000',
      },
    );
  });

  it('tells nothing of a person in words', () => {
    const words = ['Ada Lovelace', '192.0.2.77', 'she asked me to'];
    const [name = '', address = '', reason = ''] = words;
    const { leaf: bytes, disclosures } = leaf(auditEntry({ actor: { ...auditEntry().actor, name, address }, reason }));
    for (const word of words) {
      assert.ok(!bytes.includes(word), word);
      assert.ok(!bytes.includes(Buffer.from(word).toString('base64url').slice(0, 8)), word);
      assert.ok(disclosures.some((disclosure) => Buffer.from(disclosure, 'base64url').includes(word)));
    }
  });

  it('is another one each time, since nobody may find out a name by trying', () => {
    const [one, other] = [leaf(auditEntry()), leaf(auditEntry())];
    assert.notDeepEqual(membersOf(one.leaf).actor._sd, membersOf(other.leaf).actor._sd);
    for (const disclosure of [...one.disclosures, ...other.disclosures]) {
      const [salt] = JSON.parse(Buffer.from(disclosure, 'base64url').toString());
      assert.ok(Buffer.from(salt, 'base64url').length >= 16);
    }
  });

  it('holds digests as RFC 9901 makes them, in an order that tells nothing', () => {
    // Section 4.2.3 of the RFC.
    const published = 'WyI2cU1RdlJMNWhhaiIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0';
    assert.equal(digestOf(published), 'uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY');
    for (let round = 0; round < 20; round += 1) {
      const { leaf: bytes, disclosures } = leaf(auditEntry());
      const { _sd } = membersOf(bytes).actor;
      assert.deepEqual(_sd, disclosures.map((disclosure) => sha256(disclosure).toString('base64url')).sort());
    }
  });

  it('is refused where it would be longer than an entry of a tile may be', () => {
    const longest = (length: number) => leaf(auditEntry({ ticket_id: 'x'.repeat(length) }));
    const overhead = longest(1_000).leaf.length - 1_000;
    assert.equal(longest(65_535 - overhead).leaf.length, 65_535);
    assert.throws(() => longest(65_536 - overhead), /an audit record of 65536 bytes does not fit into a leaf of 65535/);
    // What is disclosed lies beside it.
    assert.ok(leaf(auditEntry({ reason: 'x'.repeat(100_000) })).leaf.length < 2_000);
  });
});

describe('what is disclosed of a leaf', () => {
  const whole = auditEntry({ reason: 'because' });
  const { leaf: bytes, disclosures } = leaf(whole);

  it('can be taken away, and the leaf says the rest', () => {
    fc.assert(
      fc.property(fc.subarray([...disclosures], { minLength: 0 }), (kept) => {
        const told = recordOf(bytes, kept);
        const names = kept.map((disclosure) => JSON.parse(Buffer.from(disclosure, 'base64url').toString())[1]);
        assert.equal(told.actor.name, names.includes('name') ? 'alice' : null);
        assert.equal(told.actor.address, names.includes('address') ? '192.0.2.4' : null);
        assert.equal(told.reason, names.includes('reason') ? 'because' : null);
        assert.equal(told.actor.id, 7);
        assert.equal(told.target_id, 6);
      }),
    );
  });

  it('is refused from another leaf, in another place, twice, or by another name', () => {
    const refuses = (...others: readonly string[]) =>
      assert.throws(() => recordOf(bytes, others), /does not belong to its leaf/);
    for (const stranger of foreign()) refuses(stranger);
    for (const own of disclosures) refuses(own, own);
    const [ofName = '', , ofReason = ''] = disclosures;
    const members = membersOf(bytes);
    const swapped = Buffer.from(JSON.stringify({ ...members, _sd: members.actor._sd, actor: { _sd: members._sd } }));
    for (const own of [ofName, ofReason]) assert.throws(() => recordOf(swapped, [own]), /does not belong/);
    const forged = Buffer.from(JSON.stringify(['salt', 'id', 1])).toString('base64url');
    refuses(forged);
    const listed = Buffer.from(JSON.stringify({ ...members, actor: { ...members.actor, _sd: [digestOf(forged)] } }));
    assert.throws(() => recordOf(listed, [forged]), /does not belong/, 'a member that is never disclosed');
  });

  it('is nothing where there is nothing to disclose', () => {
    const silent = leaf(auditEntry({ actor: { ...whole.actor, address: null }, reason: null }));
    assert.equal(silent.disclosures.length, 1);
    assert.equal(membersOf(silent.leaf)._sd, undefined);
  });
});
