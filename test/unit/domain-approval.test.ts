/** Who may consent, in whose place, and when there is enough of it. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type ApprovalDecision,
  type ApprovalRequest,
  approverGroups,
  consentsTo,
  type Decider,
  expiresAt,
  hasEscalated,
  nextEscalation,
  objectionToDecision,
  objectionToWithdrawal,
  reviewRule,
  seatsOf,
  statusAfter,
} from '../../domain/approval.ts';
import { decidabilityOf } from '../../domain/decidability.ts';
import type { ApprovalRule } from '../../domain/policy/rules.ts';

const AT = new Date('2026-11-29T12:00:00Z');
const minutes = (count: number) => new Date(AT.getTime() + count * 60_000);
const RULE: ApprovalRule = {
  quorum: 2,
  approver_group_ids: [4, 5],
  distinct_groups: false,
  expires_after_minutes: 60,
  escalation: null,
};

function request(fields: Partial<ApprovalRequest> = {}, ...rules: Partial<ApprovalRule>[]): ApprovalRequest {
  const asked = rules.length === 0 ? [RULE] : rules.map((rule) => ({ ...RULE, ...rule }));
  return {
    kind: 'consent',
    rules: asked,
    requestedAt: AT,
    requesterId: 1,
    status: 'pending',
    decisions: [],
    ...fields,
  };
}

const approve = (userId: number, ...groupIds: number[]): ApprovalDecision => ({
  userId,
  verdict: 'approve',
  groupIds,
  insteadOf: [],
});
const person = (userId: number, ...groupIds: number[]): Decider => ({ userId, groupIds, lent: [] });
const delegate = (userId: number, ownGroups: number[], ...places: [from: number, ...groups: number[]][]): Decider => ({
  userId,
  groupIds: ownGroups,
  lent: places.map(([from, ...groupIds]) => ({ delegationId: from * 100, userId: from, groupIds })),
});

describe('a decision', () => {
  const member = person(2, 4);

  it('is taken from a member of a group that is asked', () => {
    assert.equal(objectionToDecision(request(), member, AT), null);
    assert.equal(objectionToDecision(request(), person(2, 9), AT), 'not_an_approver');
    assert.equal(objectionToDecision(request({}, { approver_group_ids: [] }), person(2), AT), null);
  });

  it('is taken from whoever counts for one of several rules', () => {
    const both = request({}, { approver_group_ids: [4] }, { approver_group_ids: [5] });
    assert.equal(objectionToDecision(both, person(2, 5), AT), null);
    assert.equal(objectionToDecision(both, person(2, 6), AT), 'not_an_approver');
  });

  it('is never taken from whoever has asked, in whatever group they are', () => {
    assert.equal(objectionToDecision(request(), person(1, 4, 5), AT), 'own_request');
    assert.equal(objectionToDecision(request({ requesterId: null }), person(1, 4), AT), null);
  });

  it('is taken once from each person', () => {
    const decisions = [approve(2, 4)];
    assert.equal(objectionToDecision(request({ decisions }), member, AT), 'decided_before');
  });

  it('is taken while the request waits, and not at the moment in which it expires', () => {
    for (const status of ['approved', 'denied', 'expired', 'canceled', 'revoked'] as const) {
      assert.equal(objectionToDecision(request({ status }), member, AT), 'not_pending');
    }
    const end = expiresAt(request());
    assert.equal(objectionToDecision(request(), member, new Date(end.getTime() - 1)), null);
    assert.equal(objectionToDecision(request(), member, end), 'expired');
  });

  it('is taken from other groups once it has escalated, and still from the first', () => {
    const rule = { ...RULE, escalation: { after_minutes: 10, group_ids: [7] } };
    assert.deepEqual(approverGroups(rule, AT, minutes(9)), [4, 5]);
    assert.deepEqual(approverGroups(rule, AT, minutes(10)), [4, 5, 7]);
    assert.equal(objectionToDecision(request({}, rule), person(3, 7), minutes(9)), 'not_an_approver');
    assert.equal(objectionToDecision(request({}, rule), person(3, 7), minutes(10)), null);
    assert.deepEqual(approverGroups({ ...rule, approver_group_ids: [] }, AT, minutes(10)), []);
  });
});

describe('a delegate', () => {
  it('speaks for the groups of whoever has lent the place, and for no others', () => {
    assert.equal(objectionToDecision(request(), delegate(3, [], [2, 4]), AT), null);
    assert.deepEqual(seatsOf(request(), delegate(3, [], [2, 4, 9]), AT), {
      groupIds: [4],
      delegationIds: [200],
      insteadOf: [2],
    });
    assert.equal(objectionToDecision(request(), delegate(3, [], [2, 9]), AT), 'not_an_approver');
  });

  it('takes no place that adds nothing to their own', () => {
    assert.deepEqual(seatsOf(request(), delegate(3, [4], [2, 4]), AT), {
      groupIds: [4],
      delegationIds: [],
      insteadOf: [],
    });
  });

  it('takes no place of somebody who is asked beside them: both can speak, and the request can be decided', () => {
    const ben = delegate(3, [5], [2, 4]);
    const word = { ...approve(3), ...seatsOf(request(), ben, AT) };
    assert.deepEqual(word, { ...approve(3, 5), delegationIds: [] });
    const decided = request({ decisions: [word] });
    assert.equal(objectionToDecision(decided, person(2, 4), AT), null);
    const both = [word, approve(2, 4)];
    assert.equal(statusAfter(request({ decisions: both }), AT), 'approved');
    assert.equal(statusAfter(request({ decisions: both }, { distinct_groups: true }), AT), 'approved');
    assert.deepEqual(seatsOf(request({}, RULE, { approver_group_ids: [4] }), ben, AT).insteadOf, []);
    const open = request({}, { approver_group_ids: [] }, { approver_group_ids: [4] });
    assert.deepEqual(seatsOf(open, delegate(3, [], [2, 4]), AT).insteadOf, [], 'an open rule asks both');
  });

  it('takes one of two places where one is enough, and one for each rule that asks nobody else of theirs', () => {
    const two = delegate(3, [], [2, 4], [6, 5]);
    assert.deepEqual(seatsOf(request(), two, AT), { groupIds: [4], delegationIds: [200], insteadOf: [2] });
    const rules = request({}, { approver_group_ids: [4] }, { approver_group_ids: [5] });
    assert.deepEqual(seatsOf(rules, two, AT).insteadOf, [2, 6]);
    assert.deepEqual(seatsOf(rules, delegate(3, [5], [2, 4]), AT), {
      groupIds: [5, 4],
      delegationIds: [200],
      insteadOf: [2],
    });
  });

  it('never speaks in the place of whoever has asked', () => {
    assert.equal(objectionToDecision(request(), delegate(3, [], [1, 4]), AT), 'not_an_approver');
    assert.equal(objectionToDecision(request(), delegate(3, [5], [1, 4]), AT), null, 'a seat of their own stays');
    assert.deepEqual(seatsOf(request(), delegate(3, [5], [1, 4]), AT).groupIds, [5]);
  });

  it('does not decide a request of their own in the place of another', () => {
    assert.equal(objectionToDecision(request(), delegate(1, [], [2, 4]), AT), 'own_request');
  });

  it('uses a place up: its owner has spoken, and no other delegate speaks in it', () => {
    const decisions = [{ ...approve(3, 4), insteadOf: [2] }];
    assert.equal(objectionToDecision(request({ decisions }), person(2, 4), AT), 'decided_before');
    assert.equal(objectionToDecision(request({ decisions }), delegate(6, [], [2, 4]), AT), 'not_an_approver');
  });

  it('finds a place used up whose owner has spoken', () => {
    const decisions = [approve(2, 4)];
    assert.equal(objectionToDecision(request({ decisions }), delegate(3, [], [2, 4]), AT), 'not_an_approver');
  });

  it('counts as one person, for however many groups they speak', () => {
    const decisions = [{ ...approve(3, 4, 5), insteadOf: [2] }];
    assert.equal(statusAfter(request({ decisions }), AT), 'pending');
    assert.equal(statusAfter(request({ decisions }, { distinct_groups: true }), AT), 'pending');
  });
});

describe('a withdrawal', () => {
  it('is for whoever has asked, while it waits', () => {
    assert.equal(objectionToWithdrawal(request(), 1), null);
    assert.equal(objectionToWithdrawal(request(), 2), 'not_the_requester');
    assert.equal(objectionToWithdrawal(request({ status: 'approved' }), 1), 'not_pending');
    assert.equal(objectionToWithdrawal(request({ requesterId: null }), 2), 'not_the_requester');
    assert.equal(objectionToWithdrawal(request({ kind: 'review' }), 1), 'is_review');
  });
});

describe('a request', () => {
  const after = (decisions: ApprovalDecision[], ...rules: Partial<ApprovalRule>[]) =>
    statusAfter(request({ decisions }, ...rules), AT);

  it('is approved by as many people as it takes, and denied by one', () => {
    assert.equal(after([approve(2, 4)]), 'pending');
    assert.equal(after([approve(2, 4), approve(3, 4)]), 'approved');
    assert.equal(after([approve(2, 4), { ...approve(3, 4), verdict: 'deny' }]), 'denied');
    assert.equal(after([approve(2, 4), approve(2, 4)]), 'pending', 'one person twice is one person');
  });

  it('needs each of its rules met, by people whom that rule asks', () => {
    const rules = [
      { quorum: 1, approver_group_ids: [4] },
      { quorum: 2, approver_group_ids: [] },
    ] as const;
    assert.equal(after([approve(2, 4)], ...rules), 'pending');
    assert.equal(after([approve(2, 5), approve(3)], ...rules), 'pending', 'nobody speaks for group 4');
    assert.equal(after([approve(2, 4), approve(3)], ...rules), 'approved');
  });

  it('expires by the first of its rules, and escalates by each', () => {
    const escalation = (after_minutes: number) => ({ escalation: { after_minutes, group_ids: [7] } });
    const asked = request({}, { expires_after_minutes: 30, ...escalation(20) }, escalation(10), {});
    assert.deepEqual(expiresAt(asked), minutes(30));
    assert.deepEqual(nextEscalation(asked, AT), minutes(10));
    assert.deepEqual(nextEscalation(asked, minutes(10)), minutes(20));
    assert.equal(nextEscalation(asked, minutes(20)), null);
    assert.deepEqual(
      [9, 10].map((minute) => hasEscalated(asked, minutes(minute))),
      [false, true],
    );
    assert.equal(nextEscalation(request(), AT), null);
    assert.equal(hasEscalated(request(), minutes(59)), false);
  });

  it('counts for another rule only those who spoke for a group of it', () => {
    const decided = request({ decisions: [approve(2, 4), approve(3, 5)] });
    assert.equal(consentsTo({ ...RULE, approver_group_ids: [4] }, decided, AT), 1);
    assert.equal(consentsTo({ ...RULE, approver_group_ids: [9] }, decided, AT), 0);
    assert.equal(consentsTo({ ...RULE, approver_group_ids: [] }, decided, AT), 2);
  });

  it('that wants distinct groups counts each of them once, however they overlap', () => {
    const distinct = { distinct_groups: true };
    assert.equal(after([approve(2, 4), approve(3, 4)], distinct), 'pending');
    assert.equal(after([approve(2, 4), approve(3, 5)], distinct), 'approved');
    assert.equal(after([approve(2, 4, 5), approve(3, 4)], distinct), 'approved', 'the first speaks for 5 then');
    assert.equal(after([approve(2, 4, 5), approve(3, 4), approve(6, 5)], { ...distinct, quorum: 3 }), 'pending');
  });

  it('that wants distinct groups is approved exactly where some choice of groups is enough', () => {
    const consents = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }), { maxLength: 5 });
    const best = ([first, ...rest]: number[][], taken: readonly number[] = [5]): number =>
      first === undefined
        ? 0
        : Math.max(
            best(rest, taken),
            ...first.filter((id) => !taken.includes(id)).map((id) => 1 + best(rest, [...taken, id])),
          );
    fc.assert(
      fc.property(consents, fc.integer({ min: 1, max: 5 }), (groups, quorum) => {
        const decisions = groups.map((ids, at) => approve(at + 10, ...ids));
        const expected = best(groups) >= quorum ? 'approved' : 'pending';
        const rule = { distinct_groups: true, quorum, approver_group_ids: [1, 2, 3, 4] };
        assert.equal(after(decisions, rule), expected);
      }),
    );
  });

  it('that is a review waits a week, and for anybody where no policy names people', () => {
    assert.deepEqual(expiresAt(request({}, reviewRule(RULE))), minutes(7 * 24 * 60));
    assert.deepEqual(reviewRule(RULE).approver_group_ids, [4, 5]);
    assert.equal(reviewRule(null).quorum, 1);
  });
});

describe('a rule', () => {
  const inGroups = (userId: number, ...groupIds: number[]) => ({ userId, groupIds });
  const escalation = { after_minutes: 30, group_ids: [6] };

  for (const [says, rule, members, expected] of [
    ['can be met by those whom it asks first', {}, [inGroups(2, 4), inGroups(3, 4)], 'first'],
    ['is not met by whoever has asked', {}, [inGroups(1, 4), inGroups(3, 4)], 'never'],
    ['asks others where the first are too few', { escalation }, [inGroups(2, 4), inGroups(3, 6)], 'escalated'],
    ['may want more than all of them', { escalation, quorum: 3 }, [inGroups(2, 4), inGroups(3, 6)], 'never'],
    ['wants one a group', { distinct_groups: true }, [inGroups(2, 4), inGroups(3, 4)], 'never'],
    ['without groups asks whoever may decide', { approver_group_ids: [] }, [], 'first'],
  ] as const) {
    it(says, () => assert.equal(decidabilityOf({ ...RULE, ...rule }, members, 1), expected));
  }
});
