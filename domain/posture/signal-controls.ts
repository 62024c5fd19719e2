/**
 * Controls of NIST SP 800-53, revision 5, that a signal says something about, by their ids in NIST's catalog. That there
 * is no finding does not mean that a control is met: it is one thing that is looked at for it.
 */

import type { Signal } from './signals.ts';

export const CONTROLS_OF: Readonly<Record<Signal, readonly string[]>> = {
  out_of_sync: ['ia-5'],
  unmanaged_privileged_account: ['ac-2', 'ac-6.5'],
  new_privileged_account: ['ac-2.4', 'ac-6.5'],
  privileges_changed: ['ac-2.4', 'ac-6'],
  keys_changed: ['ac-2.4', 'ia-5'],
  account_gone: ['ac-2'],
  break_glass_used: ['ac-6', 'au-6'],
  approval_unreviewed: ['au-6'],
  recording_missing: ['au-14'],
  policy_drift: ['cm-6'],
  rotation_due: ['ia-5'],
  verification_stale: ['ca-7'],
  policy_coverage: ['ac-2'],
  stale_account: ['ac-2.3'],
  weak_password_age: ['ia-5'],
  shared_key: ['ia-2.5', 'ia-5'],
};
