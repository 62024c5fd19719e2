/** What a preflight concludes from what it knows and hears, apart from stores and targets. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkAtTarget, type Tried } from '../../activities/preflight/checks-at-target.ts';
import {
  checkBeforehand,
  forbidsLogin,
  headroomProblem,
  type Subject,
} from '../../activities/preflight/checks-beforehand.ts';
import { Places } from '../../activities/preflight/places.ts';
import type { ItemFailureCode } from '../../domain/job.ts';
import { PLAN_CHECKS } from '../../domain/plan.ts';
import { type Finding, verdictOf } from '../../domain/plan-finding.ts';
import { ALWAYS_OPEN, type Verdict } from '../../domain/policy/decide.ts';
import type { ManagedFacts } from '../../store/plans/load-managed-batch.ts';

const NOW = new Date('2026-11-29T12:00:00Z');
const GUARD = { max_failed_logins: 5, window_seconds: 900 };
const ALLOWED: Verdict = { decision: 'allowed', refusals: [], approval: null, recorded: null };

const CREDENTIAL = { _id: 1, failed_logins: [], open_logins: [] };

interface Otherwise extends Partial<Omit<Subject, 'facts'>> {
  readonly facts?: object;
  readonly platform?: object;
}

function subject({ facts, platform, ...fields }: Otherwise = {}): Subject {
  const known = {
    resource: { _id: 7, status: 'verified' },
    device: { _id: 3, status: 'active' },
    platform: { connector: 'postgres', change_by: 'self', login_guard: GUARD, ...platform },
    credential: CREDENTIAL,
    current: {},
    pending: null,
    reconcile: { resource: { _id: 9 } },
    ...facts,
  };
  return {
    operation: 'rotate',
    runsByItself: false,
    // Only what the checks look at.
    facts: known as unknown as ManagedFacts,
    verdict: ALLOWED,
    windows: ALWAYS_OPEN,
    loginObjection: null,
    busy: null,
    heldBy: null,
    passwordProblem: null,
    dependents: 0,
    liveSessions: 0,
    now: NOW,
    ...fields,
  };
}

const WORKED: Tried = { answer: { ok: true }, ms: 12 };

function refusedWith(code: ItemFailureCode): Tried {
  return { answer: { ok: false, code, effect: 'none', message: `the target says ${code}` }, ms: null };
}

function wholeOf(about: Subject, own: Tried = WORKED, account: Tried = WORKED): Finding[] {
  return [...checkBeforehand(about), ...checkAtTarget(about, own, account)];
}

/** `check outcome code`, of what is not simply passed. */
function told(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ outcome, code }) => outcome !== 'passed' || code !== null)
    .map(({ check, outcome, code }) => [check, outcome, code].filter((word) => word !== null).join(' '));
}

describe('the checks of a preflight', () => {
  it('are all of them, in their order', () => {
    const findings = wholeOf(subject());
    assert.deepEqual(
      findings.map(({ check }) => check),
      PLAN_CHECKS,
    );
    assert.deepEqual(told(findings), []);
    assert.equal(verdictOf(findings), 'ready');
  });

  it('leave out of a verification what concerns changes', () => {
    const closed = { closedBy: 'blackouts', opensAt: null, closesAt: null } as const;
    const about = subject({ operation: 'verify', windows: closed, passwordProblem: 'none fits', dependents: 3 });
    assert.deepEqual(told(wholeOf(about)), [
      'window skipped',
      'password_rules skipped',
      'reconcile_account skipped',
      'dependents skipped',
    ]);
  });

  it('warn of people who work there, where their secret is changed', () => {
    for (const operation of ['rotate', 'reconcile'] as const) {
      const findings = checkBeforehand(subject({ operation, liveSessions: 2 }));
      assert.deepEqual(told(findings), ['conflicts warned in_session']);
      assert.equal(verdictOf(findings), 'warned');
      assert.match(findings.find(({ check }) => check === 'conflicts')?.detail ?? '', /sessions: 2$/);
      assert.ok(!forbidsLogin(findings), 'the target is asked all the same');
    }
    const verify = checkBeforehand(subject({ operation: 'verify', liveSessions: 2 }));
    assert.equal(verify.find(({ check }) => check === 'conflicts')?.outcome, 'passed');
    const both = checkBeforehand(subject({ liveSessions: 2, busy: { jobId: 3, isAtWork: true } }));
    assert.deepEqual(told(both), ['conflicts warned resource_busy'], 'another job is what stands in the way');
  });

  it('warn of who has the credential checked out, where it is changed', () => {
    const heldBy = { checkOutId: 12, until: new Date('2026-11-29T13:00:00Z') };
    const findings = checkBeforehand(subject({ heldBy, liveSessions: 1 }));
    assert.deepEqual(told(findings), ['conflicts warned checked_out']);
    const { detail } = findings.find(({ check }) => check === 'conflicts') ?? {};
    assert.equal(detail, 'check-out 12 has it until 2026-11-29T13:00:00.000Z');
    assert.ok(!forbidsLogin(findings), 'the target is asked all the same');
    const both = checkBeforehand(subject({ heldBy, busy: { jobId: 3, isAtWork: true } }));
    assert.deepEqual(told(both), ['conflicts warned resource_busy'], 'that is in the way first');
    const verify = checkBeforehand(subject({ operation: 'verify', heldBy }));
    assert.equal(verify.find(({ check }) => check === 'conflicts')?.outcome, 'passed');
  });

  it('ask neither a target whose resource is inactive or bare, nor one that a policy closes', () => {
    const refusal = {
      rule: 'conditions',
      field: null,
      detail: 'condition 1 of binding 2 forbids it',
      bindingId: 2,
    } as const;
    const refused: Verdict = { ...ALLOWED, decision: 'refused', refusals: [{ ...refusal, remark: 'by its author' }] };
    const cases: [Subject, string][] = [
      [subject({ facts: { resource: { _id: 7, status: 'inactive' } } }), 'active failed resource_inactive'],
      [subject({ facts: { device: { _id: 3, status: 'inactive' } } }), 'active failed resource_inactive'],
      [subject({ facts: { current: null } }), 'credential failed credential_missing'],
      [subject({ verdict: refused }), 'policy failed policy_refused'],
    ];
    for (const [about, words] of cases) {
      const findings = checkBeforehand(about);
      assert.deepEqual(told(findings), [words]);
      assert.ok(forbidsLogin(findings));
      assert.ok(!JSON.stringify(findings).includes('by its author'), 'the words of authors are for who is refused');
    }
    assert.ok(!forbidsLogin(checkBeforehand(subject({ passwordProblem: 'none fits' }))));
  });

  it('warn of a reason and a ticket that can still be given, unless nobody is there to give them', () => {
    const reason = { rule: 'reason_required', field: 'reason', detail: 'is needed by policy', bindingId: 1 } as const;
    const ticket = {
      rule: 'ticket_required',
      field: 'ticket_id',
      detail: 'is needed by policy',
      bindingId: 1,
    } as const;
    const other = { rule: 'conditions', field: null, detail: 'forbids it', bindingId: 1 } as const;
    const verdictFor = (refusals: Verdict['refusals']): Verdict => ({ ...ALLOWED, decision: 'refused', refusals });
    const policyOf = (verdict: Verdict, runsByItself = false) =>
      told(checkBeforehand(subject({ verdict, runsByItself })));
    assert.deepEqual(policyOf(verdictFor([reason, ticket])), ['policy warned reason_required']);
    assert.deepEqual(policyOf(verdictFor([ticket])), ['policy warned ticket_required']);
    assert.deepEqual(policyOf(verdictFor([ticket, other])), ['policy failed policy_refused']);
    assert.deepEqual(policyOf(verdictFor([ticket]), true), ['policy failed policy_refused']);
    const consent: Verdict = { ...ALLOWED, decision: 'needs_approval' };
    assert.deepEqual(policyOf(consent), ['policy passed needs_approval']);
    assert.deepEqual(policyOf(consent, true), [], 'the policy that makes it due is the consent');
  });

  it('wait for a window that is in sight, and for none that is not', () => {
    const opensAt = new Date('2026-11-30T22:00:00Z');
    const closed = { closedBy: 'maintenance_windows', opensAt, closesAt: null } as const;
    const [waits] = wholeOf(subject({ windows: closed })).filter(({ check }) => check === 'window');
    assert.deepEqual([waits?.outcome, waits?.code], ['warned', 'window_closed']);
    assert.match(waits?.detail ?? '', /it opens at 2026-11-30T22:00:00.000Z/);
    assert.deepEqual(told(wholeOf(subject({ windows: { ...closed, opensAt: null } }))), ['window failed no_window']);
  });

  it('keep logins back while few are left, and count no longer than the window', () => {
    const at = (secondsAgo: number) => new Date(NOW.getTime() - secondsAgo * 1_000);
    const counted = (failed: readonly number[]) => ({ failed_logins: failed.map(at) });
    assert.equal(headroomProblem(counted([1, 2, 3]), GUARD, NOW), null);
    assert.match(headroomProblem(counted([1, 2, 3, 4]), GUARD, NOW) ?? '', /^4 of 5 logins/);
    assert.equal(headroomProblem(counted([1, 2, 3, 901]), GUARD, NOW), null);
    const openNow = Array.from({ length: 5 }, (_, count) => ({ id: `${count}`, at: NOW }));
    const isUsed = { ...CREDENTIAL, open_logins: openNow };
    assert.deepEqual(
      told(checkBeforehand(subject({ facts: { credential: isUsed } }))),
      [],
      'what is open may still work',
    );
    const single = { ...GUARD, max_failed_logins: 1 };
    assert.equal(headroomProblem(counted([]), single, NOW), null, 'a guard that lets one through can be passed');
    assert.match(headroomProblem(counted([1]), single, NOW) ?? '', /^1 of 1/);
    const tired = { credential: { ...CREDENTIAL, failed_logins: [1, 2, 3, 4].map(at) } };
    assert.deepEqual(told(checkBeforehand(subject({ facts: tired }))), ['lockout_headroom failed lockout_guard']);
    assert.deepEqual(told(checkBeforehand(subject({ facts: tired, operation: 'reconcile' }))), [
      'lockout_headroom warned lockout_guard',
    ]);
  });

  it('tell how far a login came', () => {
    const cases: [ItemFailureCode, string[]][] = [
      ['unreachable', ['reachable failed unreachable', 'host_identity skipped', 'login skipped']],
      ['timeout', ['reachable failed timeout', 'host_identity skipped', 'login skipped']],
      ['tls_untrusted', ['host_identity failed tls_untrusted', 'login skipped']],
      ['host_key_mismatch', ['host_identity failed host_key_mismatch', 'login skipped']],
      ['credential_invalid', ['login failed credential_invalid']],
      ['account_locked_out', ['login failed account_locked_out']],
      ['access_denied', ['login failed access_denied']],
      ['vault_unavailable', ['reachable skipped', 'host_identity skipped', 'login failed vault_unavailable']],
      ['not_supported', ['reachable skipped', 'host_identity skipped', 'login failed not_supported']],
      ['lockout_guard', ['reachable skipped', 'host_identity skipped', 'login failed lockout_guard']],
    ];
    for (const [code, words] of cases) assert.deepEqual(told(wholeOf(subject(), refusedWith(code))), words, code);
  });

  it('take an account whose turn has not come for one that is used, and not for one that is refused', () => {
    const busy = refusedWith('resource_busy');
    assert.deepEqual(told(wholeOf(subject(), busy, busy)), [
      'reachable skipped',
      'host_identity skipped',
      'login warned resource_busy',
      'reconcile_account warned resource_busy',
    ]);
  });

  it('forgive a refused login where the operation mends it', () => {
    const refused = refusedWith('credential_invalid');
    const warns = ['login warned credential_invalid'];
    assert.deepEqual(told(wholeOf(subject({ operation: 'reconcile' }), refused)), warns);
    assert.deepEqual(told(wholeOf(subject({ platform: { change_by: 'reconcile_account' } }), refused)), warns);
    assert.deepEqual(told(wholeOf(subject({ facts: { pending: {} } }), refused)), warns);
    const verify = subject({ operation: 'verify', platform: { change_by: 'reconcile_account' } });
    assert.equal(verdictOf(wholeOf(verify, refused)), 'blocked');
    assert.equal(verdictOf(wholeOf(subject({ operation: 'reconcile' }), refusedWith('tls_untrusted'))), 'blocked');
  });

  it('want a reconcile account where it is needed, and warn where there is no way back', () => {
    const missing = { facts: { reconcile: null } };
    const byAccount = { platform: { change_by: 'reconcile_account' } };
    assert.deepEqual(told(wholeOf(subject(missing))), ['reconcile_account warned reconcile_account_missing']);
    assert.deepEqual(told(wholeOf(subject({ ...missing, ...byAccount }))), [
      'reconcile_account failed reconcile_account_missing',
    ]);
    const accountSays = (code: ItemFailureCode, fields: Otherwise = byAccount) =>
      told(wholeOf(subject(fields), WORKED, refusedWith(code)));
    assert.deepEqual(accountSays('credential_invalid'), ['reconcile_account failed reconcile_account_refused']);
    assert.deepEqual(accountSays('credential_invalid', {}), ['reconcile_account warned reconcile_account_refused']);
    assert.deepEqual(accountSays('unreachable'), ['reconcile_account failed unreachable']);
    assert.deepEqual(accountSays('lockout_guard'), ['reconcile_account failed lockout_guard']);
    assert.deepEqual(accountSays('resource_busy'), ['reconcile_account warned resource_busy']);
  });
});

describe('places', () => {
  it('let in no more than there are, each with its own bound, and everybody in the end', async () => {
    const places = new Places<string>();
    const within = { a: 0, b: 0 };
    const most = { a: 0, b: 0 };
    const work = (key: 'a' | 'b', bound: number) =>
      places.within(key, bound, async () => {
        within[key] += 1;
        most[key] = Math.max(most[key], within[key]);
        await new Promise((resolve) => setImmediate(resolve));
        within[key] -= 1;
        if (bound === 1) throw new Error('leaves its place all the same');
      });
    const all = [...Array(20).keys()].flatMap((turn) => [work('a', turn % 5 === 0 ? 1 : 3), work('b', 2)]);
    const ended = await Promise.allSettled(all);
    assert.equal(ended.filter(({ status }) => status === 'rejected').length, 4);
    assert.deepEqual(most, { a: 3, b: 2 });
    assert.deepEqual(within, { a: 0, b: 0 });
  });
});
