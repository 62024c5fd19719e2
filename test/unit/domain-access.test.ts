/** Properties of the access decision and of the rules for giving: for every tree, every set of grants and every moment. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type AccessProfile,
  decideAccess,
  type HeldGrant,
  isWithin,
  type Place,
  reachOf,
  type ScopeTree,
  WHOLE_ORGANIZATION,
} from '../../domain/access.ts';
import { lacks, objectionToControl, objectionToGiving } from '../../domain/grant-rules.ts';
import type { Permission } from '../../domain/permissions.ts';
import { scopeTreeOf } from '../../store/access/scope-tree.ts';

const SOME: readonly Permission[] = ['scope:read', 'resource:read', 'resource:rotate', 'grant:write'];
/** Minutes: the present is 0. */
const MOMENTS = [-2, -1, 1, 2, 3] as const;
const NOW = at(0);

function at(minutes: number): Date {
  return new Date(Date.UTC(2026, 0, 1, 12, minutes));
}

interface World {
  readonly tree: ScopeTree;
  readonly scopeIds: readonly number[];
  /** Resources with the scopes that they lie in. */
  readonly places: readonly Place[];
}

/** Scope 1 is the root; each other one hangs below one with a smaller id. Resources have ids from 101 on. */
const worlds: fc.Arbitrary<World> = fc
  .tuple(fc.array(fc.nat(), { maxLength: 9 }), fc.array(fc.nat(), { maxLength: 5 }))
  .map(([parents, homes]) => {
    const rows: { _id: number; ancestors: number[] }[] = [{ _id: 1, ancestors: [] }];
    for (const choice of parents) {
      const parent = rows[choice % rows.length] ?? { _id: 1, ancestors: [] };
      rows.push({ _id: rows.length + 1, ancestors: [...parent.ancestors, parent._id] });
    }
    const scopeIds = rows.map(({ _id }) => _id);
    const resources = homes.map((choice, index) => ({
      scopeId: scopeIds[choice % scopeIds.length] ?? 1,
      resourceId: 101 + index,
    }));
    const places = [...scopeIds.map((scopeId) => ({ scopeId, resourceId: null })), ...resources];
    return { tree: scopeTreeOf(rows), scopeIds, places };
  });

function grantsIn({ places }: World, maxLength = 6): fc.Arbitrary<HeldGrant[]> {
  const grant = fc.record({
    id: fc.integer({ min: 1, max: 1_000 }),
    role: fc.constant('some role'),
    permissions: fc.subarray([...SOME]).map((permissions) => new Set(permissions)),
    place: fc.constantFrom(...places),
    expiresAt: fc.option(fc.constantFrom(...MOMENTS.map(at))),
    groupId: fc.option(fc.constant(7)),
  });
  return fc.array(
    grant.map(({ place, ...rest }) => ({ ...rest, scopeId: place.scopeId ?? 1, resourceId: place.resourceId })),
    { maxLength },
  );
}

/** A world with as many people in it as there are `names`. */
function populated(people: number): fc.Arbitrary<{ world: World; profiles: AccessProfile[] }> {
  return worlds.chain((world) =>
    fc.tuple(...Array.from({ length: people }, () => grantsIn(world))).map((sets) => ({
      world,
      profiles: sets.map((grants) => ({ grants, tree: world.tree })),
    })),
  );
}

/** Asserts that whoever holds `from` may do nothing, at no time from now on, that `to` may not. */
function assertNoMore(from: AccessProfile, to: AccessProfile, world: World): void {
  for (const now of [NOW, ...MOMENTS.filter((minutes) => minutes > 0).map((minutes) => at(minutes - 0.5)), at(1_000)]) {
    for (const place of [...world.places, WHOLE_ORGANIZATION]) {
      for (const permission of SOME) {
        if (!decideAccess(from, permission, place, now).allowed) continue;
        assert.ok(
          decideAccess(to, permission, place, now).allowed,
          `${permission} at ${JSON.stringify(place)} at ${now.toISOString()}`,
        );
      }
    }
  }
}

function only(given: HeldGrant, tree: ScopeTree): AccessProfile {
  return { grants: [given], tree };
}

function rightsOf({ permissions, scopeId, resourceId, expiresAt }: HeldGrant) {
  return { permissions, place: { scopeId, resourceId }, until: expiresAt };
}

describe('the access decision', () => {
  it('is what the reach says, at every place', () => {
    fc.assert(
      fc.property(populated(1), ({ world, profiles: [profile] }) => {
        assert.ok(profile);
        for (const permission of SOME) {
          const reach = reachOf(profile, permission, NOW);
          for (const place of [...world.places, WHOLE_ORGANIZATION]) {
            assert.equal(isWithin(reach, place), decideAccess(profile, permission, place, NOW).allowed);
          }
        }
      }),
    );
  });

  it('rests on grants that hold the permission, are in force, and are on the way down to the place', () => {
    fc.assert(
      fc.property(populated(1), ({ world, profiles: [profile] }) => {
        assert.ok(profile);
        for (const place of world.places) {
          for (const permission of SOME) {
            const expected: HeldGrant[] = profile.grants.filter(
              ({ permissions, expiresAt, scopeId, resourceId }) =>
                permissions.has(permission) &&
                (expiresAt === null || expiresAt.getTime() > NOW.getTime()) &&
                (resourceId === null
                  ? world.tree.subtree(scopeId).includes(place.scopeId ?? 1)
                  : resourceId === place.resourceId),
            );
            assert.deepEqual(decideAccess(profile, permission, place, NOW).by, expected);
          }
        }
      }),
    );
  });

  it('does not see what has expired', () => {
    fc.assert(
      fc.property(populated(1), fc.constantFrom(...MOMENTS), ({ world, profiles: [profile] }, minutes) => {
        assert.ok(profile);
        const now = at(minutes);
        const alive = { ...profile, grants: profile.grants.filter(({ expiresAt }) => !expiresAt || expiresAt > now) };
        for (const place of world.places) {
          for (const permission of SOME) {
            assert.deepEqual(
              decideAccess(profile, permission, place, now).allowed,
              decideAccess(alive, permission, place, now).allowed,
            );
          }
        }
      }),
    );
  });

  it('knows no scope that is not in the tree', () => {
    fc.assert(
      fc.property(populated(1), ({ profiles: [profile] }) => {
        assert.ok(profile);
        const place = { scopeId: 99, resourceId: null };
        for (const permission of SOME) assert.equal(decideAccess(profile, permission, place, NOW).allowed, false);
      }),
    );
  });
});

describe('giving', () => {
  it('never gives anybody what the giver does not hold, at no place and at no time', () => {
    fc.assert(
      fc.property(populated(2), ({ world, profiles: [giver, receiver] }) => {
        assert.ok(giver && receiver);
        for (const given of receiver.grants) {
          if (given.expiresAt !== null && given.expiresAt <= NOW) continue;
          if (objectionToGiving(giver, rightsOf(given), NOW) === null) {
            assertNoMore(only(given, world.tree), giver, world);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('allows everything that one holds without end at the place or above it', () => {
    fc.assert(
      fc.property(populated(1), ({ world, profiles: [profile] }) => {
        assert.ok(profile);
        for (const held of profile.grants) {
          if (held.expiresAt !== null) continue;
          for (const scopeId of held.resourceId === null ? world.tree.subtree(held.scopeId) : []) {
            const place = { scopeId, resourceId: null };
            assert.equal(objectionToGiving(profile, { permissions: held.permissions, place, until: null }, NOW), null);
          }
        }
      }),
    );
  });

  it('can be handed on only to where the first giver could have given it', () => {
    fc.assert(
      fc.property(populated(3), ({ world, profiles: [first, second, third] }) => {
        assert.ok(first && second && third);
        const received = second.grants.filter(
          (given) =>
            (given.expiresAt === null || given.expiresAt > NOW) &&
            objectionToGiving(first, rightsOf(given), NOW) === null,
        );
        const middle = { grants: received, tree: world.tree };
        for (const given of third.grants) {
          if (given.expiresAt !== null && given.expiresAt <= NOW) continue;
          if (objectionToGiving(middle, rightsOf(given), NOW) !== null) continue;
          assert.equal(objectionToGiving(first, rightsOf(given), NOW), null);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('names exactly what is missing', () => {
    fc.assert(
      fc.property(populated(1), ({ world, profiles: [profile] }) => {
        assert.ok(profile);
        for (const place of world.places) {
          const missing = lacks(profile, SOME, place, NOW, NOW);
          assert.deepEqual(
            missing,
            SOME.filter((permission) => !decideAccess(profile, permission, place, NOW).allowed),
          );
        }
      }),
    );
  });
});

describe('taking an identity in hand', () => {
  it('never lets anybody act as one who may do more, at no place and at no time', () => {
    fc.assert(
      fc.property(populated(2), ({ world, profiles: [controller, target] }) => {
        assert.ok(controller && target);
        if (objectionToControl(controller, target.grants, NOW) === null) assertNoMore(target, controller, world);
      }),
      { numRuns: 500 },
    );
  });

  it('is open to oneself', () => {
    fc.assert(
      fc.property(populated(1), ({ profiles: [profile] }) => {
        assert.ok(profile);
        assert.equal(objectionToControl(profile, profile.grants, NOW), null);
      }),
    );
  });
});
