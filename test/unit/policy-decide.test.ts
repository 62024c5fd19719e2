/** What the effective policy says to a request, and why. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALWAYS_OPEN, decidePolicy, type PolicyQuestion } from '../../domain/policy/decide.ts';
import { effectivePolicy, NO_POLICY } from '../../domain/policy/effective.ts';
import type { ApprovalRule, PolicyRules } from '../../domain/policy/rules.ts';

const NOW = new Date('2026-11-29T12:00:00Z');
const HOUR_MS = 3_600_000;
const APPROVAL: ApprovalRule = {
  quorum: 2,
  approver_group_ids: [4],
  distinct_groups: false,
  expires_after_minutes: 60,
  escalation: null,
};
const QUESTION: PolicyQuestion = {
  operation: 'rotate',
  isBulk: false,
  reason: null,
  ticketId: null,
  resource: { status: 'verified', verifiedAt: NOW },
  minutes: null,
  now: NOW,
  windows: ALWAYS_OPEN,
  forbidden: [],
};

function decide(rules: PolicyRules, question: Partial<PolicyQuestion> = {}) {
  const policy = effectivePolicy(
    [
      {
        bindingId: 88,
        policyId: 12,
        policyName: 'production',
        version: 3,
        targetType: 'scope',
        targetId: 1,
        rules,
        conditions: null,
      },
    ],
    { lineage: [1], resourceId: 42 },
  );
  return decidePolicy(policy, { ...QUESTION, ...question }, (pattern, ticket) =>
    new RegExp(`^(?:${pattern})$`, 'v').test(ticket),
  );
}

function refusedFor(rules: PolicyRules, question: Partial<PolicyQuestion> = {}) {
  return decide(rules, question).refusals.map(({ rule, field }) => [rule, field]);
}

describe('where nothing is bound', () => {
  it('credentials may be verified, rotated and reconciled, and nothing says who decided', () => {
    for (const operation of ['verify', 'rotate', 'reconcile'] as const) {
      const verdict = decidePolicy(NO_POLICY, { ...QUESTION, operation }, () => true);
      assert.deepEqual([verdict.decision, verdict.recorded], ['allowed', null]);
    }
  });

  it('nobody gets a session or a secret', () => {
    for (const operation of ['connect', 'checkout'] as const) {
      assert.equal(decidePolicy(NO_POLICY, { ...QUESTION, operation }, () => true).decision, 'refused');
    }
  });
});

describe('protected information', () => {
  const retrieve = { operation: 'retrieve', resource: null } as const;

  it('is left to its permission where no policy says more', () => {
    assert.equal(decidePolicy(NO_POLICY, { ...QUESTION, ...retrieve }, () => true).decision, 'allowed');
    const ofTargets = { verification_required: true, checkout_allowed: false, connect_allowed: false };
    assert.deepEqual(refusedFor(ofTargets, retrieve), []);
  });

  it('is asked for reason, ticket and consent as check-outs are', () => {
    assert.deepEqual(refusedFor({ reason_required: true, ticket_required: true }, retrieve), [
      ['reason_required', 'reason'],
      ['ticket_required', 'ticket_id'],
    ]);
    assert.equal(decide({ approvals: { retrieve: APPROVAL } }, retrieve).decision, 'needs_approval');
    assert.equal(decide({ approvals: { checkout: APPROVAL } }, retrieve).decision, 'allowed');
  });
});

describe('reason and ticket', () => {
  it('are asked for by what changes or reveals, not by a verification', () => {
    const rules = { reason_required: true, ticket_required: true };
    const missing = [
      ['reason_required', 'reason'],
      ['ticket_required', 'ticket_id'],
    ];
    assert.deepEqual(refusedFor(rules), missing);
    assert.deepEqual(refusedFor(rules, { reason: '  ' }), missing, 'a blank is no reason');
    assert.deepEqual(refusedFor(rules, { operation: 'reconcile' }), missing);
    assert.deepEqual(refusedFor(rules, { operation: 'verify' }), []);
    assert.deepEqual(refusedFor(rules, { reason: 'on call', ticketId: 'CHG-1' }), []);
  });

  it('a ticket must match the pattern as a whole', () => {
    const rules = { ticket_required: { pattern: 'CHG-[0-9]+' } };
    assert.deepEqual(refusedFor(rules, { ticketId: 'CHG-12' }), []);
    assert.deepEqual(refusedFor(rules, { ticketId: 'xCHG-12' }), [['ticket_required', 'ticket_id']]);
    assert.deepEqual(refusedFor(rules, { ticketId: 'CHG-12x' }), [['ticket_required', 'ticket_id']]);
  });
});

describe('access', () => {
  const open = { connect_allowed: true, checkout_allowed: true };

  it('wants a resource that was verified, lately where an age is said', () => {
    const old = { status: 'verified', verifiedAt: new Date(NOW.getTime() - 25 * HOUR_MS) } as const;
    const never = { status: 'unverified', verifiedAt: null } as const;
    const connect = { operation: 'connect' } as const;
    const ever = { ...open, verification_required: true };
    const lately = { ...open, verification_required: { max_age_hours: 24 } };
    assert.deepEqual(refusedFor(ever, { ...connect, resource: old }), []);
    assert.deepEqual(refusedFor(ever, { ...connect, resource: never }), [['verification_required', null]]);
    assert.deepEqual(refusedFor(lately, { ...connect, resource: old }), [['verification_required', null]]);
    assert.deepEqual(refusedFor(lately, { operation: 'rotate', resource: never }), [], 'a rotation is no access');
  });

  it('lasts no longer than the policy says', () => {
    const rules = { ...open, session_max_minutes: 60, checkout_max_minutes: 15 };
    assert.deepEqual(refusedFor(rules, { operation: 'connect', minutes: 60 }), []);
    assert.deepEqual(refusedFor(rules, { operation: 'connect', minutes: 61 }), [['session_max_minutes', 'minutes']]);
    assert.deepEqual(refusedFor(rules, { operation: 'checkout', minutes: 16 }), [['checkout_max_minutes', 'minutes']]);
  });

  it('is not refused by what a policy says of the session itself', () => {
    const rules = {
      ...open,
      session_idle_minutes: 1,
      session_recording: false,
      session_input_recording: true,
      session_activities: ['upload'],
      session_forwards: [],
      session_moderated: true,
      rotate_after_session: true,
    } as const;
    assert.deepEqual(refusedFor(rules, { operation: 'connect', minutes: 60 }), []);
  });
});

describe('windows', () => {
  const closed = { closedBy: 'blackouts', opensAt: new Date('2027-01-05T00:00:00Z'), closesAt: null } as const;

  it('hold up what changes a target, and say when they open', () => {
    const { refusals } = decide({}, { windows: closed });
    assert.match(refusals[0]?.detail ?? '', /blackout.*2027-01-05T00:00:00\.000Z/);
    assert.deepEqual(refusedFor({}, { windows: closed, operation: 'verify' }), []);
  });

  it('are waited for by a plan', () => {
    assert.deepEqual(refusedFor({}, { windows: closed, isBulk: true }), []);
  });
});

describe('the consent of others', () => {
  it('is needed for the operations that the policy names', () => {
    const rules = { approvals: { rotate: APPROVAL } };
    assert.deepEqual([decide(rules).decision, decide(rules).approval], ['needs_approval', APPROVAL]);
    assert.equal(decide(rules, { operation: 'verify' }).decision, 'allowed');
    assert.equal(decide({ approvals: { bulk_rotate: APPROVAL } }).decision, 'allowed');
  });

  it('is needed for a plan as for one resource, or as a rule for plans says instead; the record names which', () => {
    const ofPlans = { ...APPROVAL, quorum: 1 };
    const bulk = (approvals: NonNullable<PolicyRules['approvals']>) => decide({ approvals }, { isBulk: true });
    const alone = bulk({ rotate: APPROVAL });
    assert.deepEqual([alone.decision, alone.approval], ['needs_approval', APPROVAL]);
    assert.match(alone.recorded?.reasons[0] ?? '', /^approvals: rotate needs consent \(binding 88 /);
    const both = bulk({ rotate: APPROVAL, bulk_rotate: ofPlans });
    assert.deepEqual(both.approval, ofPlans);
    assert.match(both.recorded?.reasons[0] ?? '', /^approvals: bulk_rotate needs consent \(binding 88 /);
    assert.equal(bulk({ reconcile: APPROVAL, bulk_verify: APPROVAL }).decision, 'allowed');
  });

  it('is not asked for what is refused anyway', () => {
    const verdict = decide({ approvals: { rotate: APPROVAL }, reason_required: true });
    assert.deepEqual([verdict.decision, verdict.approval], ['refused', null]);
  });
});

describe('the record', () => {
  it('names the policy that decided, its version, and each rule with its binding', () => {
    assert.deepEqual(decide({ reason_required: true }).recorded, {
      policy_id: 12,
      version: 3,
      decision: 'refused',
      reasons: ['reason_required: is needed by policy (binding 88 of policy 12, version 3)'],
    });
    const allowed = { policy_id: 12, version: 3, decision: 'allowed', reasons: ['no rule is about rotate'] };
    assert.deepEqual(decide({}).recorded, allowed);
    const forbidden = [{ bindingId: 88, condition: 'condition 2', reason: 'ask Alice Smith' }];
    const verdict = decide({}, { forbidden });
    assert.deepEqual(verdict.recorded?.reasons, [
      'conditions: condition 2 of binding 88 forbids it (binding 88 of policy 12, version 3)',
    ]);
    assert.equal(verdict.refusals[0]?.remark, 'ask Alice Smith', 'the caller hears it, the record does not');
  });

  it('names the rules by which it was allowed: those that want something of such an operation', () => {
    const reasonsOf = (rules: PolicyRules, question: Partial<PolicyQuestion>) =>
      decide(rules, question).recorded?.reasons.map((reason) => reason.replace(/ \(.*/, ''));
    const blackouts = [{ from: '2020-01-01T00:00:00Z', until: '2020-01-02T00:00:00Z', note: null }];
    const rules = {
      reason_required: true,
      ticket_required: false,
      connect_allowed: true,
      session_max_minutes: 9,
      blackouts,
    };
    const open = { closedBy: null, opensAt: NOW, closesAt: null };
    const rotated = { reason: 'a leak', windows: open };
    assert.deepEqual(reasonsOf(rules, rotated), ['reason_required: met', 'blackouts: met']);
    assert.deepEqual(reasonsOf(rules, { ...rotated, isBulk: true }), ['reason_required: met'], 'a plan waits');
    assert.deepEqual(reasonsOf(rules, { ...rotated, windows: ALWAYS_OPEN }), ['reason_required: met'], 'at any hour');
    const connected = { operation: 'connect', reason: 'a leak', minutes: 5 } as const;
    const met = ['reason_required: met', 'connect_allowed: met', 'session_max_minutes: met'];
    assert.deepEqual(reasonsOf(rules, connected), met);
    assert.deepEqual(reasonsOf(rules, { operation: 'verify' }), ['no rule is about verify']);
  });

  it('names the policy whose condition it was, and keeps its bounds', () => {
    const bound = (bindingId: number, targetId: number) => ({
      bindingId,
      policyId: bindingId + 100,
      policyName: 'p',
      version: 1,
      targetType: 'scope' as const,
      targetId,
      rules: {},
      conditions: null,
    });
    const policy = effectivePolicy([bound(1, 1), bound(2, 2)], { lineage: [1, 2], resourceId: 9 });
    const forbidden = Array.from({ length: 200 }, (_, at) => ({
      bindingId: 1,
      condition: `condition ${at + 1}`,
      reason: 'x'.repeat(200),
    }));
    const { recorded } = decidePolicy(policy, { ...QUESTION, forbidden }, () => true);
    assert.deepEqual([recorded?.policy_id, recorded?.reasons.length], [101, 20]);
  });
});
