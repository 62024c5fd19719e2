/** Who may consent, and when there is enough of it. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type ApprovalDecision,
  type ApprovalRequest,
  approverGroups,
  expiresAt,
  objectionToDecision,
  statusAfter,
} from '../../domain/approval.ts';
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

function request(fields: Partial<ApprovalRequest> = {}, rule: Partial<ApprovalRule> = {}): ApprovalRequest {
  return { rule: { ...RULE, ...rule }, requestedAt: AT, requesterId: 1, status: 'pending', decisions: [], ...fields };
}

const approve = (userId: number, ...groupIds: number[]): ApprovalDecision => ({ userId, verdict: 'approve', groupIds });

describe('a decision', () => {
  const member = { userId: 2, groupIds: [4] };

  it('is taken from a member of a group that is asked', () => {
    assert.equal(objectionToDecision(request(), member, AT), null);
    assert.equal(objectionToDecision(request(), { userId: 2, groupIds: [9] }, AT), 'not_an_approver');
    assert.equal(objectionToDecision(request({}, { approver_group_ids: [] }), { userId: 2, groupIds: [] }, AT), null);
  });

  it('is never taken from whoever has asked, in whatever group they are', () => {
    assert.equal(objectionToDecision(request(), { userId: 1, groupIds: [4, 5] }, AT), 'own_request');
    assert.equal(objectionToDecision(request({ requesterId: null }), { userId: 1, groupIds: [4] }, AT), null);
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
    const rule = { escalation: { after_minutes: 10, group_ids: [7] } };
    assert.deepEqual(approverGroups(request({}, rule), minutes(9)), [4, 5]);
    assert.deepEqual(approverGroups(request({}, rule), minutes(10)), [4, 5, 7]);
    const other = { userId: 3, groupIds: [7] };
    assert.equal(objectionToDecision(request({}, rule), other, minutes(9)), 'not_an_approver');
    assert.equal(objectionToDecision(request({}, rule), other, minutes(10)), null);
    assert.deepEqual(approverGroups(request({}, { ...rule, approver_group_ids: [] }), minutes(10)), []);
  });
});

describe('a request', () => {
  const after = (decisions: ApprovalDecision[], rule: Partial<ApprovalRule> = {}) =>
    statusAfter(request({ decisions }, rule));

  it('is approved by as many people as it takes, and denied by one', () => {
    assert.equal(after([approve(2, 4)]), 'pending');
    assert.equal(after([approve(2, 4), approve(3, 4)]), 'approved');
    assert.equal(after([approve(2, 4), { userId: 3, verdict: 'deny', groupIds: [4] }]), 'denied');
  });

  it('that wants distinct groups counts each of them once, however they overlap', () => {
    const distinct = { distinct_groups: true };
    assert.equal(after([approve(2, 4), approve(3, 4)], distinct), 'pending');
    assert.equal(after([approve(2, 4), approve(3, 5)], distinct), 'approved');
    assert.equal(after([approve(2, 4, 5), approve(3, 4)], distinct), 'approved', 'the first speaks for 5 then');
    assert.equal(after([approve(2, 4, 5), approve(3, 4), approve(6, 5)], { ...distinct, quorum: 3 }), 'pending');
  });

  it('that wants distinct groups is approved exactly where some choice of groups is enough', () => {
    const consents = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }), { maxLength: 5 });
    const best = ([first, ...rest]: number[][], taken: readonly number[] = []): number =>
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
        assert.equal(after(decisions, { distinct_groups: true, quorum }), expected);
      }),
    );
  });
});
