/** Small rules of the domain: job status, resource status, access, secrets. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { CapstanError, ERRORS } from '../../domain/errors.ts';
import { ITEM_FAILURE_CODES, type ItemFailureCode, jobStatusOf } from '../../domain/job.ts';
import { BUILT_IN_ROLES, effectiveIn, FIRST_ORGANIZATION_ID, PERMISSIONS } from '../../domain/permissions.ts';
import { resourceStatusAfter } from '../../domain/resource.ts';
import { Secret } from '../../domain/secret.ts';
import { TARGET_FAILURE_CODES } from '../../domain/target-failure.ts';

describe('the status of a job', () => {
  it('is that of its items', () => {
    assert.equal(jobStatusOf(['succeeded', 'succeeded']), 'succeeded');
    assert.equal(jobStatusOf(['succeeded', 'failed']), 'completed_with_errors');
    assert.equal(jobStatusOf(['succeeded', 'unknown']), 'completed_with_errors');
    assert.equal(jobStatusOf(['failed', 'canceled']), 'failed');
    assert.equal(jobStatusOf(['unknown']), 'completed_with_errors', 'unknown is never reported as failed');
    assert.equal(jobStatusOf(['canceled', 'canceled']), 'canceled');
  });
});

describe('the status of a resource after a failure', () => {
  it('is unknown after what ended as unknown, whatever the code', () => {
    const codes: ItemFailureCode[] = [...ITEM_FAILURE_CODES, ...TARGET_FAILURE_CODES];
    for (const code of codes) assert.equal(resourceStatusAfter(code, 'unknown'), 'unknown');
  });

  it('does not change for reasons that say nothing about the credential', () => {
    for (const code of ['lockout_guard', 'reconcile_account_refused', 'password_rejected', 'resource_busy'] as const) {
      assert.equal(resourceStatusAfter(code, 'failed'), null, code);
    }
  });
});

describe('built-in roles', () => {
  it('give no reader the right to change or start anything', () => {
    assert.ok(BUILT_IN_ROLES.viewer.every((permission) => permission.endsWith(':read')));
  });

  it('give requesters beside that what they may ask for', () => {
    const { requester, viewer } = BUILT_IN_ROLES;
    const beside = requester.filter((permission) => !viewer.some((held) => held === permission));
    assert.deepEqual(beside, ['resource:connect', 'credential:checkout', 'protected_information:retrieve']);
  });

  it('let operators see into sessions and end them, and open none', () => {
    const { operator } = BUILT_IN_ROLES;
    assert.deepEqual(
      operator.filter((permission) => /^session:|:connect$|^recording:/.test(permission)),
      ['session:read', 'session:watch', 'session:moderate', 'session:terminate'],
    );
  });

  it('show recordings to auditors and administrators alone', () => {
    const shown = Object.entries(BUILT_IN_ROLES).filter(([, held]) => held.some((name) => name === 'recording:read'));
    assert.deepEqual(
      shown.map(([role]) => role),
      ['auditor', 'admin'],
    );
  });

  it('give approvers their word beside that, and nothing that it is about', () => {
    const { approver, viewer } = BUILT_IN_ROLES;
    const beside = approver.filter((permission) => !viewer.some((held) => held === permission));
    assert.deepEqual(beside, ['approval:decide', 'finding:accept', 'access_review:read', 'access_review:decide']);
  });

  it('give authors of policies the policies beside that, and nothing that they are about', () => {
    const { policy_author: author, viewer } = BUILT_IN_ROLES;
    assert.deepEqual(
      author.filter((permission) => !viewer.some((held) => held === permission)),
      ['policy:write'],
    );
  });

  it('give auditors beside that what adds to the evidence and takes nothing from it', () => {
    assert.deepEqual(
      BUILT_IN_ROLES.auditor.filter((permission) => !permission.endsWith(':read')),
      ['ledger:witness', 'ledger:verify', 'evidence:create'],
    );
  });

  it('let an administrator do everything, and manage organizations from the first one alone', () => {
    assert.deepEqual(effectiveIn(FIRST_ORGANIZATION_ID, BUILT_IN_ROLES.admin), PERMISSIONS);
    const elsewhere = effectiveIn(FIRST_ORGANIZATION_ID + 1, BUILT_IN_ROLES.admin);
    assert.deepEqual(
      PERMISSIONS.filter((permission) => !elsewhere.includes(permission)),
      ['organization:manage'],
    );
  });
});

describe('a Secret', () => {
  it('shows itself to nobody who does not ask by name', () => {
    const secret = new Secret('tr0ub4dor');
    const shown = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }, { depth: 5, showHidden: true }),
      Object.values(secret).join(),
    ];
    for (const text of shown) assert.doesNotMatch(text, /tr0ub4dor/);
    assert.equal(secret.reveal(), 'tr0ub4dor');
  });
});

describe('the table of errors', () => {
  it('gives every error its status', () => {
    for (const code of Object.keys(ERRORS) as (keyof typeof ERRORS)[]) {
      assert.equal(new CapstanError(code, 'why').status, ERRORS[code].status);
    }
  });
});
