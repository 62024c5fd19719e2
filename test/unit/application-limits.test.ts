/** Rules of applications that one covers: whatever the covered one lets through, the other lets through as well. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rulesFor } from '../../api/authorization/application-limits.ts';
import { type AuthorizedResource, isWithin, type Place, reachOfRules } from '../../domain/access.ts';
import { coversRule } from '../../domain/grant-rules.ts';
import { isRangeIn } from '../../runtime/addresses.ts';
import { scopeTreeOf } from '../../store/access/scope-tree.ts';

/** 1 is the root, 2 and 4 are below it, 3 is below 2. */
const TREE = scopeTreeOf([
  { _id: 1, ancestors: [] },
  { _id: 2, ancestors: [1] },
  { _id: 3, ancestors: [1, 2] },
  { _id: 4, ancestors: [1] },
]);
const SCOPE_OF = new Map([
  [101, 1],
  [102, 3],
  [103, 4],
]);
const PLACES: readonly Place[] = [
  { scopeId: null, resourceId: null },
  ...[1, 2, 3, 4].map((scopeId) => ({ scopeId, resourceId: null })),
  ...[...SCOPE_OF].map(([resourceId, scopeId]) => ({ scopeId, resourceId })),
];
const OPERATIONS = ['getA', 'putA', 'getB', 'putB'].map((id) => ({ id, area: id.endsWith('A') ? 'a' : 'b' }));
const RANGES = [
  '192.0.2.1',
  '192.0.2.0/24',
  '192.0.2.128/25',
  '0.0.0.0/0',
  '2001:db8::/32',
  '2001:db8:0:1::/64',
  '::/0',
];
const ADDRESSES = ['192.0.2.1', '192.0.2.200', '198.51.100.1', '2001:db8::1', '2001:db8:0:1::1', '::1', null];
const BOUNDS = { tree: TREE, scopeOf: (id: number) => SCOPE_OF.get(id), isRangeIn };

function at(minutes: number): Date {
  return new Date(Date.UTC(2026, 0, 1, 12, minutes));
}

const some = <Item>(items: readonly Item[]) => fc.option(fc.subarray([...items], { minLength: 1 }), { freq: 2 });

const rules: fc.Arbitrary<AuthorizedResource> = fc.record({
  areas: fc.subarray(['a', 'b'], { minLength: 1 }),
  operations: some(OPERATIONS.map(({ id }) => id)),
  scope_ids: some([1, 2, 3, 4]),
  resource_ids: some([...SCOPE_OF.keys(), 999]),
  addresses: some(RANGES),
  expires_at: fc.option(fc.constantFrom(...[1, 2, 3].map(at)), { freq: 2 }),
});

/** Often within the other, which two that are drawn apart would hardly be. */
const pairs = fc.tuple(rules, rules).chain(([own, other]) =>
  fc.subarray(Object.keys(own)).map((same) => {
    const taken = Object.fromEntries(Object.entries(own).filter(([key]) => same.includes(key)));
    return { own, given: { ...other, ...taken } };
  }),
);

function lets(rule: AuthorizedResource): string[] {
  const passed: string[] = [];
  for (const operation of OPERATIONS) {
    for (const address of ADDRESSES) {
      for (const now of [0.5, 1.5, 2.5, 1_000].map(at)) {
        const reach = reachOfRules(rulesFor([rule], { operation, address, now }), TREE);
        for (const [index, place] of PLACES.entries()) {
          if (isWithin(reach, place)) passed.push(`${operation.id} ${address} ${now.getTime()} ${index}`);
        }
      }
    }
  }
  return passed;
}

describe('a rule that covers another one', () => {
  it('lets through whatever that one does', () => {
    let covered = 0;
    fc.assert(
      fc.property(pairs, ({ own, given }) => {
        if (!coversRule(own, given, BOUNDS)) return;
        covered += 1;
        const passed = new Set(lets(own));
        assert.deepEqual(
          lets(given).filter((request) => !passed.has(request)),
          [],
        );
      }),
      { numRuns: 500 },
    );
    assert.ok(covered > 20, `${covered} pairs said something`);
  });

  it('covers itself', () => {
    fc.assert(fc.property(rules, (rule) => assert.ok(coversRule(rule, rule, BOUNDS))));
  });

  it('is asked about each condition', () => {
    const own: AuthorizedResource = {
      areas: ['a'],
      operations: ['getA'],
      scope_ids: [2],
      resource_ids: [103],
      addresses: ['192.0.2.0/24'],
      expires_at: at(2),
    };
    const within: readonly Partial<AuthorizedResource>[] = [
      { scope_ids: [3] },
      { scope_ids: null },
      { resource_ids: null },
      { resource_ids: [102, 103] },
      { addresses: ['192.0.2.1', '192.0.2.128/25'] },
      { expires_at: at(1) },
    ];
    for (const change of within) assert.ok(coversRule(own, { ...own, ...change }, BOUNDS), JSON.stringify(change));
    const beyond: readonly Partial<AuthorizedResource>[] = [
      { areas: ['a', 'b'] },
      { operations: null },
      { operations: ['getA', 'putA'] },
      { scope_ids: [2, 4] },
      { scope_ids: [1] },
      { scope_ids: [999] },
      { scope_ids: null, resource_ids: null },
      { resource_ids: [101] },
      { resource_ids: [999] },
      { addresses: null },
      { addresses: ['192.0.2.0/23'] },
      { addresses: ['::ffff:192.0.2.1'] },
      { expires_at: null },
      { expires_at: at(3) },
    ];
    for (const change of beyond) assert.ok(!coversRule(own, { ...own, ...change }, BOUNDS), JSON.stringify(change));
  });
});
