/** Shared SSH keys: which keys are one, where an account stands, and what a preflight says of one alone. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { checkBeforehand, type Subject } from '../../activities/preflight/checks-beforehand.ts';
import { needsNobody } from '../../activities/preflight/run-by-itself.ts';
import { lowestCommonScope } from '../../api/handlers/bulk/lowest-common-scope.ts';
import { boundKeyDerivation } from '../../api/handlers/ssh-keys/key-derivation.ts';
import { isSamePublicKey, placementState } from '../../domain/ssh-key.ts';
import { makeEd25519KeyPair } from '../../runtime/ed25519-key-pair.ts';
import { sshFingerprint } from '../../runtime/ssh-fingerprint.ts';

describe('public halves', () => {
  const { publicKey } = makeEd25519KeyPair('one comment');

  it('are the same whatever stands behind them', () => {
    assert.ok(isSamePublicKey(publicKey, `${publicKey.split(' ').slice(0, 2).join(' ')} another`));
    assert.ok(!isSamePublicKey(publicKey, makeEd25519KeyPair('one comment').publicKey));
  });

  it('have the fingerprint that ssh-keygen shows', () => {
    const known = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl github.com';
    assert.equal(sshFingerprint(known), 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU');
    assert.equal(sshFingerprint(known.replace(' github.com', '')), sshFingerprint(known));
  });
});

describe('a placement', () => {
  it('is where its account stands', () => {
    assert.equal(placementState(4, null, 2), 'to_deploy');
    assert.equal(placementState(4, { sshKeyId: 5, version: 2 }, 2), 'to_deploy');
    assert.equal(placementState(4, { sshKeyId: 4, version: 1 }, 2), 'outdated');
    assert.equal(placementState(4, { sshKeyId: 4, version: 2 }, 2), 'deployed');
  });
});

describe('a preflight', () => {
  const credentialOf = (operation: Subject['operation'], current: object, sharedKey: object | null) =>
    checkBeforehand({
      operation,
      runsByItself: false,
      // Only what the checks look at.
      facts: {
        resource: { status: 'verified' },
        device: { status: 'active' },
        platform: {
          connector: 'ssh_key',
          change_by: 'self',
          login_guard: { max_failed_logins: 5, window_seconds: 60 },
        },
        credential: { failed_logins: [] },
        current,
        pending: null,
        sharedKey,
        reconcile: null,
      },
      verdict: { decision: 'allowed', refusals: [] },
      windows: { closedBy: null },
      busy: null,
      passwordProblem: null,
      dependents: 0,
      now: new Date(),
    } as unknown as Subject).find(({ check }) => check === 'credential');

  it('says that a shared key is not rotated for one account alone, unless it is not there yet', () => {
    const wanted = { id: 4, version: 2 };
    const refused = credentialOf('rotate', { ssh_key: wanted }, wanted);
    assert.deepEqual([refused?.outcome, refused?.code], ['failed', 'not_supported']);
    assert.match(refused?.detail ?? '', /\/v1\/ssh-keys\/4\/rotate/);
    for (const current of [{ ssh_key: { id: 4, version: 1 } }, { ssh_key: null }, {}]) {
      assert.equal(credentialOf('rotate', current, wanted)?.outcome, 'passed');
    }
    assert.equal(credentialOf('verify', { ssh_key: wanted }, wanted)?.outcome, 'passed');
    assert.equal(
      credentialOf('rotate', { ssh_key: wanted }, null)?.outcome,
      'passed',
      'taken off, it gets one of its own',
    );
  });
});

describe('work that runs by itself', () => {
  it('needs nobody where Capstan itself has asked for it, and only there', () => {
    const by = (type: 'system' | 'user') => ({ type }) as Parameters<typeof needsNobody>[0]['actor'];
    assert.ok(needsNobody({ runs_by_itself: true, actor: by('system') }));
    assert.ok(!needsNobody({ runs_by_itself: true, actor: by('user') }));
    assert.ok(!needsNobody({ runs_by_itself: false, actor: by('system') }));
  });

  it('lies in the lowest scope that holds all of it', () => {
    assert.equal(lowestCommonScope([[1, 2, 3]]), 3);
    assert.equal(
      lowestCommonScope([
        [1, 2, 3],
        [1, 2, 4],
      ]),
      2,
    );
    assert.equal(lowestCommonScope([[1, 2, 3], [1]]), 1);
    assert.equal(lowestCommonScope([[1], [2]]), undefined);
  });
});

describe('the rounds of a key file', () => {
  it('are read from whatever it is without failing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, begins) => {
        const body = Buffer.concat([Buffer.from(begins ? 'openssh-key-v1\0' : ''), bytes]);
        try {
          boundKeyDerivation(body.toString('base64'));
        } catch (error) {
          assert.match(String(error), /rounds/);
        }
      }),
    );
  });
});
