/** Whom an access review asks about what, and what time does to it. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  isOwnAccess,
  objectionToReviewer,
  quietMsOf,
  type ReviewedGrant,
  type Reviewer,
  type Reviewers,
  stateAtDueDate,
} from '../../domain/access-review.ts';

const REVIEWERS: Reviewers = { userIds: [1], groupIds: [50], fallbackUserIds: [3] };
const by = (userId: number, ...groupIds: number[]): Reviewer => ({ userId, groupIds, allGroupIds: groupIds });
const ofUser = (subjectId: number, needsFallback = false): ReviewedGrant => ({
  subjectType: 'user',
  subjectId,
  memberIds: [],
  needsFallback,
});
const ofGroup = (subjectId: number, ...memberIds: number[]): ReviewedGrant => ({
  subjectType: 'group',
  subjectId,
  memberIds,
  needsFallback: false,
});

describe('a reviewer', () => {
  it('is who is named, by a group as well, and everybody where nobody is', () => {
    assert.equal(objectionToReviewer(REVIEWERS, ofUser(9), by(1), false), null);
    assert.equal(objectionToReviewer(REVIEWERS, ofUser(9), by(2, 50), false), null);
    assert.equal(objectionToReviewer(REVIEWERS, ofUser(9), by(2, 51), false), 'not_a_reviewer');
    const forAll = { ...REVIEWERS, userIds: [], groupIds: [] };
    assert.equal(objectionToReviewer(forAll, ofUser(9), by(2), false), null);
  });

  it('never decides on what is their own access: theirs, or that of a group that they are in or were', () => {
    const numbers = fc.integer({ min: 1, max: 5 });
    const lists = fc.array(numbers, { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.record({ userIds: lists, groupIds: lists, fallbackUserIds: lists }),
        fc.record({
          subjectType: fc.constantFrom('user' as const, 'group' as const, 'application' as const),
          subjectId: numbers,
          memberIds: lists,
          needsFallback: fc.boolean(),
        }),
        fc.record({ userId: numbers, groupIds: lists, allGroupIds: lists }),
        fc.boolean(),
        (reviewers, item, who, hasEscalated) => {
          if (objectionToReviewer(reviewers, item, who, hasEscalated) !== null) return;
          assert.ok(!(item.subjectType === 'user' && item.subjectId === who.userId));
          assert.ok(!(item.subjectType === 'group' && who.allGroupIds.includes(item.subjectId)));
          assert.ok(!(item.subjectType === 'group' && item.memberIds.includes(who.userId)));
        },
      ),
    );
    assert.ok(isOwnAccess(ofGroup(7, 1), by(1)));
  });

  it('of the last resort is asked about what is the access of all others, and about everything once it escalates', () => {
    assert.equal(objectionToReviewer(REVIEWERS, ofUser(9), by(3), false), 'not_a_reviewer');
    assert.equal(objectionToReviewer(REVIEWERS, ofUser(1, true), by(3), false), null);
    assert.equal(objectionToReviewer(REVIEWERS, ofUser(9), by(3), true), null);
    assert.equal(objectionToReviewer(REVIEWERS, ofUser(3, true), by(3), true), 'own_access');
  });
});

describe('the time of a review', () => {
  it('comes at the first of its moments, and at once where one is past', () => {
    const now = new Date('2026-06-01T00:00:00Z');
    const dueAt = new Date('2026-06-11T00:00:00Z');
    const remindsAt = new Date('2026-06-08T00:00:00Z');
    const day = 86_400_000;
    assert.equal(quietMsOf({ dueAt, remindsAt, escalatesAt: null }, now), 7 * day);
    assert.equal(quietMsOf({ dueAt, remindsAt: null, escalatesAt: null }, now), 10 * day);
    assert.equal(quietMsOf({ dueAt, remindsAt: null, escalatesAt: null }, new Date('2026-07-01')), 0);
  });

  it('changes nothing that nobody has decided on, unless the review says so', () => {
    assert.deepEqual(
      ['leave', 'keep', 'revoke'].map((rule) => stateAtDueDate(rule as 'leave')),
      ['left', 'kept', 'to_revoke'],
    );
  });
});
