/** What a policy says of a session, and what holds where it says nothing. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLive, SESSION_STATUSES, sessionMinutes, termsOf } from '../../domain/connect-session.ts';
import { objectionToModerator } from '../../domain/moderation.ts';
import { type EffectivePolicy, effectivePolicy } from '../../domain/policy/effective.ts';
import type { PolicyRules } from '../../domain/policy/rules.ts';

/** Of two places, the second one nearer. */
function policyOf(...rules: readonly PolicyRules[]): EffectivePolicy {
  const bound = rules.map((rulesOfOne, at) => ({
    bindingId: at + 1,
    policyId: at + 1,
    policyName: `policy ${at + 1}`,
    version: 1,
    targetType: 'scope' as const,
    targetId: at + 1,
    rules: rulesOfOne,
    conditions: null,
  }));
  return effectivePolicy(bound, { lineage: rules.map((_, at) => at + 1), resourceId: 9 });
}

describe('the terms of a session', () => {
  it('without a rule are the narrowest that is of use, with a recording of what is shown', () => {
    assert.deepEqual(termsOf(policyOf()), {
      activities: ['shell', 'exec'],
      command_rules: [],
      forwards: [],
      idle_minutes: 15,
      is_recorded: true,
      records_input: false,
      moderation: null,
    });
  });

  it('are what the rules say', () => {
    const rules = {
      session_activities: ['upload'],
      session_forwards: ['db.internal:5432'],
      session_idle_minutes: 5,
      session_recording: false,
      session_input_recording: true,
    } as const;
    assert.deepEqual(termsOf(policyOf(rules)), {
      activities: ['upload'],
      command_rules: [],
      forwards: ['db.internal:5432'],
      idle_minutes: 5,
      is_recorded: false,
      records_input: true,
      moderation: null,
    });
  });

  it('are a shell and nothing else where they are moderated, whatever other rules say', () => {
    const rules = {
      session_activities: ['shell', 'exec', 'upload', 'download'],
      session_forwards: ['db.internal:5432'],
      session_moderated: true,
    } as const;
    const { activities, forwards, moderation } = termsOf(policyOf(rules));
    assert.deepEqual([activities, forwards], [['shell'], []]);
    assert.deepEqual(moderation, { wait_minutes: 15, grace_seconds: 60 });
  });

  it('are moderated for as long as the nearest binding says, or not where that says so', () => {
    const far = { session_moderated: { wait_minutes: 5, grace_seconds: 10 } };
    const hasty = termsOf(policyOf(far, { session_moderated: { grace_seconds: 0 } }));
    assert.deepEqual(hasty.moderation, { wait_minutes: 15, grace_seconds: 0 });
    const patient = termsOf(policyOf(far, { session_moderated: { on_leave: 'pause' } }));
    assert.deepEqual(patient.moderation, { wait_minutes: 15, grace_seconds: null });
    assert.equal(termsOf(policyOf(far, { session_moderated: false })).moderation, null);
  });

  it('come rule by rule from the nearest binding', () => {
    const far = {
      session_activities: ['shell', 'upload'],
      session_forwards: ['a:1'],
      session_idle_minutes: 60,
    } as const;
    const near = { session_activities: ['exec'], session_forwards: [] } as const;
    const { activities, forwards, idle_minutes } = termsOf(policyOf(far, near));
    assert.deepEqual([activities, forwards, idle_minutes], [['exec'], [], 60]);
  });
});

describe('a moderator', () => {
  it('is a person, and not the one who has asked for the session', () => {
    const ann = { type: 'user', id: 7 } as const;
    assert.equal(objectionToModerator(ann, { type: 'user', id: 8 }), null);
    assert.equal(objectionToModerator(ann, ann), 'own_session');
    assert.equal(objectionToModerator(ann, { type: 'application', id: 8 }), 'not_a_person');
    assert.equal(objectionToModerator({ type: 'application', id: 7 }, ann), null);
  });
});

describe('a session that nobody says the length of', () => {
  it('lasts an hour, or as long as the policy allows where that is less', () => {
    assert.equal(sessionMinutes(policyOf()), 60);
    assert.equal(sessionMinutes(policyOf({ session_max_minutes: 10 })), 10);
    assert.equal(sessionMinutes(policyOf({ session_max_minutes: 600 })), 60);
  });
});

describe('a gateway', () => {
  it('has sessions from their launch to their end', () => {
    assert.deepEqual(SESSION_STATUSES.filter(isLive), ['launching', 'active', 'paused', 'terminating']);
  });
});
