/** What is found from facts, what becomes of it over time, and what it comes to. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type BoundPolicy, effectivePolicy, NO_POLICY } from '../../domain/policy/effective.ts';
import type { PolicyRules } from '../../domain/policy/rules.ts';
import { FINDING_STATUSES, type FindingState, turnOf } from '../../domain/posture/finding.ts';
import { changeOver } from '../../domain/posture/finding-period.ts';
import { POINTS_OF, pointsLost, scoreOf, wordOf } from '../../domain/posture/rating.ts';
import { REMEDIED_SIGNALS, remedyOf } from '../../domain/posture/remedies.ts';
import { SEVERITIES, SIGNALS } from '../../domain/posture/signals.ts';
import { suspicion } from '../../domain/posture/suspicion.ts';
import { type PostureFacts, postureOf } from '../../domain/posture/suspicions.ts';
import type { FindingDocument } from '../../store/models/posture.ts';
import { findingChanges } from '../../store/posture/finding-changes.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = new Date('2026-06-01T12:00:00Z');
const ago = (ms: number) => new Date(NOW.getTime() - ms);
const ahead = (ms: number) => new Date(NOW.getTime() + ms);

function policyOf(rules: PolicyRules) {
  const bound: BoundPolicy = {
    bindingId: 5,
    policyId: 6,
    policyName: 'production',
    version: 7,
    targetType: 'scope',
    targetId: 1,
    rules,
    conditions: null,
  };
  return effectivePolicy([bound], { lineage: [1], resourceId: 9 });
}

/** Nothing is found about it. */
function facts(changed: Partial<PostureFacts> = {}, resource: Partial<PostureFacts['resource']> = {}): PostureFacts {
  const [verifiedAt, rotatedAt] = [ago(HOUR_MS), ago(DAY_MS)];
  return {
    resource: { status: 'verified', verifiedAt, rotatedAt, createdAt: ago(30 * DAY_MS), ...resource },
    policy: policyOf({}),
    credential: { sharedKey: null },
    lacksReconcileAccount: false,
    reviews: [],
    unrecorded: [],
    account: null,
    ...changed,
  };
}

/** `signal subject severity` of each. */
const found = (about: PostureFacts, now = NOW) =>
  postureOf(about, now).found.map(({ signal, subject, severity }) => [signal, subject, severity].join(' '));

describe('what is found about a resource', () => {
  it('is nothing where all is well', () => {
    assert.deepEqual(found(facts()), []);
  });

  it('is that the target takes none of the stored secrets, or that nobody knows', () => {
    assert.deepEqual(found(facts({}, { status: 'out_of_sync' })), ['out_of_sync  critical']);
    assert.deepEqual(found(facts({}, { status: 'unknown' })), ['out_of_sync  high']);
  });

  it('is an emergency that waits for its review, and then for 90 days one that nobody reviewed', () => {
    const review = { approvalId: 3, requestedAt: ago(HOUR_MS), expiresAt: ago(-HOUR_MS) } as const;
    assert.deepEqual(found(facts({ reviews: [{ ...review, status: 'pending' }] })), [
      'break_glass_used approval:3 high',
    ]);
    const over = facts({ reviews: [{ ...review, expiresAt: NOW, status: 'expired' }] });
    assert.deepEqual(found(over), ['approval_unreviewed approval:3 high']);
    assert.deepEqual(postureOf(over, NOW).nextAt?.getTime(), NOW.getTime() + 7 * DAY_MS - HOUR_MS);
    const fresh = { ...over, resource: { ...over.resource, verifiedAt: ahead(90 * DAY_MS) } };
    assert.deepEqual(found(fresh, ahead(90 * DAY_MS)), []);
  });

  it('is a session without a whole recording, ten minutes after it', () => {
    const unrecorded = [{ id: 'acs_1', endedAt: ago(10 * 60_000) }];
    assert.deepEqual(found(facts({ unrecorded })), ['recording_missing session:acs_1 high']);
    assert.deepEqual(found(facts({ unrecorded }), ago(1)), []);
  });

  it('is that what is to be rotated cannot be', () => {
    const policy = policyOf({ rotation_interval_days: 30 });
    assert.deepEqual(found(facts({ policy, credential: null })), ['policy_drift lacks:credential medium']);
    const lacking = facts({ policy, lacksReconcileAccount: true });
    assert.deepEqual(found(lacking), ['policy_drift lacks:reconcile_account medium']);
    assert.deepEqual(found(facts({ lacksReconcileAccount: true })), []);
  });

  it('is the age of a secret: that of the policy, or a year where there is none', () => {
    const policy = policyOf({ rotation_interval_days: 30 });
    const [due, young] = [{ rotatedAt: ago(30 * DAY_MS) }, { rotatedAt: ago(30 * DAY_MS - 1) }];
    const [finding] = postureOf(facts({ policy }, due), NOW).found;
    assert.deepEqual([finding?.signal, finding?.since], ['rotation_due', NOW]);
    const binding = { binding_id: 5, policy_id: 6, policy_version: 7 };
    assert.deepEqual(finding?.evidence, {
      rotated_at: ago(30 * DAY_MS).toISOString(),
      interval_days: 30,
      ...binding,
    });
    assert.deepEqual(found(facts({ policy }, young)), []);
    assert.deepEqual(found(facts({}, { rotatedAt: ago(365 * DAY_MS) })), ['weak_password_age  low']);
    assert.deepEqual(found(facts({}, { rotatedAt: null, createdAt: ago(365 * DAY_MS) })), ['weak_password_age  low']);
    assert.deepEqual(found(facts({ credential: null }, { rotatedAt: ago(365 * DAY_MS) })), []);
  });

  it('is a verification that is too long ago: a week, or what the policy says; a new one has a day', () => {
    assert.deepEqual(found(facts({}, { verifiedAt: ago(7 * DAY_MS) })), ['verification_stale  medium']);
    assert.deepEqual(found(facts({}, { verifiedAt: ago(7 * DAY_MS - 1) })), []);
    const policy = policyOf({ verification_required: { max_age_hours: 2 } });
    assert.deepEqual(found(facts({ policy }, { verifiedAt: ago(2 * HOUR_MS) })), ['verification_stale  medium']);
    const fresh = { verifiedAt: null, createdAt: ago(DAY_MS - 1) };
    assert.deepEqual(found(facts({}, fresh)), []);
    assert.deepEqual(found(facts({}, { ...fresh, createdAt: ago(DAY_MS) })), ['verification_stale  medium']);
  });

  it('is that no policy covers it', () => {
    assert.deepEqual(found(facts({ policy: NO_POLICY })), ['policy_coverage  medium']);
  });

  it('is a key that others have as well', () => {
    const keyOf = (accounts: number) => ({ credential: { sharedKey: { id: 8, accounts } } });
    assert.deepEqual(found(facts(keyOf(2))), ['shared_key ssh_key:8 low']);
    assert.deepEqual(found(facts(keyOf(1))), []);
  });

  it('stays as it is until the moment that is named, and is another then', () => {
    const days = fc.integer({ min: 0, max: 500 });
    const when = fc.record({ verified: days, rotated: days, review: days, ended: days, interval: fc.nat(400) });
    fc.assert(
      fc.property(when, ({ verified, rotated, review, ended, interval }) => {
        const policy = interval > 0 ? policyOf({ rotation_interval_days: interval }) : NO_POLICY;
        const expiresAt = ago(review * DAY_MS);
        const about = facts(
          {
            policy,
            reviews: [{ approvalId: 3, status: 'expired', requestedAt: ago((review + 1) * DAY_MS), expiresAt }],
            unrecorded: [{ id: 'acs_1', endedAt: ago(ended * DAY_MS) }],
          },
          { verifiedAt: ago(verified * DAY_MS), rotatedAt: ago(rotated * DAY_MS) },
        );
        const { nextAt } = postureOf(about, NOW);
        const then = nextAt ?? ahead(1_000 * DAY_MS);
        assert.deepEqual(found(about, new Date(then.getTime() - 1)), found(about));
        if (nextAt) assert.notDeepEqual(found(about, nextAt), found(about));
      }),
    );
  });
});

describe('a finding', () => {
  const state = (status: FindingState['status'], acceptedUntil: Date | null = null): FindingState => ({
    status,
    severity: 'high',
    acceptedUntil,
  });

  it('is opened and resolved by what is found, and comes back', () => {
    assert.equal(turnOf(null, 'high', NOW), 'opened');
    assert.equal(turnOf(null, null, NOW), null);
    assert.equal(turnOf(state('open'), 'critical', NOW), 'worsened');
    for (const severity of ['low', 'high'] as const) assert.equal(turnOf(state('open'), severity, NOW), null);
    assert.equal(turnOf(state('resolved'), 'high', NOW), 'reopened');
    for (const status of FINDING_STATUSES) {
      assert.equal(turnOf(state(status, ahead(1)), null, NOW), status === 'resolved' ? null : 'resolved');
    }
  });

  it('that was accepted is open again on its day, and where it is worse than what was accepted', () => {
    for (const severity of ['low', 'high'] as const) {
      assert.equal(turnOf(state('accepted', ahead(1)), severity, NOW), null);
      assert.equal(turnOf(state('accepted', NOW), severity, NOW), 'acceptance_over');
    }
    assert.equal(turnOf(state('accepted', ahead(1)), 'critical', NOW), 'acceptance_over');
  });
});

describe('a finding that becomes worse', () => {
  it('is told, and what was asked for is taken back: somebody has asked for less', () => {
    const holder = { organization_id: 1, scope_id: 1, resource_id: null, device_id: 3 };
    const found = (severity: 'low' | 'high') => suspicion({ signal: 'stale_account', severity, since: ago(DAY_MS) });
    const [opened] = findingChanges(holder, [found('low')], [], NOW).changes;
    const asked = { until: ahead(DAY_MS), reason: 'r', asked_by: {}, asked_at: NOW, agreed_by: null, agreed_at: null };
    const known = { ...opened?.fields, _id: 8, revision: 1, acceptance: asked } as unknown as FindingDocument;
    const [change] = findingChanges(holder, [found('high')], [known], NOW).changes;
    assert.deepEqual(
      [change?.id, change?.turn, change?.fields.severity, change?.fields.acceptance],
      [8, 'worsened', 'high', null],
    );
  });
});

describe('a rating', () => {
  it('says 100 only where nothing is lost, and nothing where there is nothing to rate', () => {
    assert.equal(scoreOf({ resources: 0, devices: 0, lost: 0 }), null);
    assert.equal(wordOf(null), 'unrated');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 100 }), (resources, lost) => {
        const score = scoreOf({ resources, devices: 0, lost });
        assert.ok(score !== null && score >= 0 && score < 100);
      }),
    );
    assert.equal(scoreOf({ resources: 3, devices: 1, lost: 0 }), 100);
  });

  it('calls scores by their bounds', () => {
    const words = [100, 90, 89, 70, 69, 40, 39, 0].map(wordOf);
    assert.deepEqual(words, ['strong', 'strong', 'fair', 'fair', 'weak', 'weak', 'critical', 'critical']);
  });

  it('takes from a resource what its findings cost, and never more than all', () => {
    assert.equal(pointsLost([]), 0);
    assert.equal(pointsLost(['low', 'medium', 'high']), 60);
    assert.equal(pointsLost(['critical', 'high']), 100);
    for (const severity of SEVERITIES) assert.equal(pointsLost([severity]), POINTS_OF[severity]);
  });
});

describe('what makes a finding go', () => {
  it('is an operation where one does, and in words what a person has to do where none does', () => {
    for (const signal of SIGNALS) {
      const remedy = remedyOf({ signal, evidence: {} });
      assert.equal('operation' in remedy, REMEDIED_SIGNALS.includes(signal), signal);
      if ('byPerson' in remedy) assert.ok(remedy.byPerson.length > 10, signal);
    }
  });

  it('is left to people where no resource manages the account', () => {
    assert.ok('byPerson' in remedyOf({ signal: 'weak_password_age', evidence: {}, resource_id: null }));
  });

  it('leaves a secret as it is where nobody knows whether it is the right one', () => {
    const of = (status: string) => remedyOf({ signal: 'out_of_sync', evidence: { status } });
    assert.deepEqual([of('unknown'), of('out_of_sync')], [{ operation: 'verify' }, { operation: 'reconcile' }]);
  });

  it('names what is lacking, and the key that is shared', () => {
    const lacks = (what: string) => JSON.stringify(remedyOf({ signal: 'policy_drift', evidence: { lacks: what } }));
    assert.match(lacks('credential'), /credential/);
    assert.match(lacks('reconcile_account'), /reconcile_resource_id/);
    assert.match(JSON.stringify(remedyOf({ signal: 'shared_key', evidence: { ssh_key_id: 17 } })), /key 17/);
  });
});

describe('a period', () => {
  it('has what comes or goes at the very moment at which it begins, and the one before has it not', () => {
    const [first, border, last] = [ago(DAY_MS), NOW, ahead(DAY_MS)];
    const found = [{ from: border, to: null }];
    assert.equal(changeOver(found, border, last), 'new');
    const mended = [{ from: ago(2 * DAY_MS), to: border }];
    assert.deepEqual([changeOver(mended, first, border), changeOver(mended, border, last)], ['standing', 'gone']);
    assert.equal(changeOver([{ from: border, to: border }], border, last), 'passing');
  });
});
