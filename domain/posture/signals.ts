/** What can be found about resources and accounts: signals, how serious each is, and what it tells whoever has to act. */

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** In the order in which they are told. */
export const SIGNALS = [
  'out_of_sync',
  'unmanaged_privileged_account',
  'new_privileged_account',
  'privileges_changed',
  'keys_changed',
  'account_gone',
  'break_glass_used',
  'approval_unreviewed',
  'recording_missing',
  'policy_drift',
  'rotation_due',
  'verification_stale',
  'policy_coverage',
  'stale_account',
  'weak_password_age',
  'shared_key',
] as const;
export type Signal = (typeof SIGNALS)[number];

interface SignalFacts {
  readonly means: string;
  /** What makes it go away. */
  readonly remedy: string;
  /** Whether the actual state is not what the effective policy says. */
  readonly isDrift: boolean;
  /** How a rating calls a scope in which there is none, and one in which there is some. */
  readonly told: readonly [none: string, some: string];
}

export const SIGNAL_FACTS: Readonly<Record<Signal, SignalFacts>> = {
  out_of_sync: {
    means: 'The target takes none of the stored secrets, or nobody knows which one it takes.',
    remedy: 'Verify the resource; where that fails, reconcile it.',
    isDrift: false,
    told: ['credentials_in_sync', 'credentials_out_of_sync'],
  },
  unmanaged_privileged_account: {
    means: 'A privileged account on the device has no resource: nobody verifies it, rotates it or watches who uses it.',
    remedy: 'Onboard it, take its privileges away, or remove it.',
    isDrift: false,
    told: ['no_unmanaged_privileged_accounts', 'unmanaged_privileged_accounts'],
  },
  new_privileged_account: {
    means: 'A privileged account that no resource manages has appeared since an earlier look at the device.',
    remedy: 'Find out who has made it; onboard it or remove it. The finding ends 90 days after it was seen first.',
    isDrift: false,
    told: ['no_new_privileged_accounts', 'new_privileged_accounts'],
  },
  privileges_changed: {
    means: 'The account has other privileges than at an earlier look at the device.',
    remedy:
      'Find out who has changed them, and put back what was not meant. The finding ends 90 days after the change.',
    isDrift: false,
    told: ['privileges_unchanged', 'privileges_changed'],
  },
  keys_changed: {
    means:
      'Other SSH keys log in to the account than at an earlier look at the device, and Capstan has not put them there; or its files hold more than is read.',
    remedy: 'Find out who has changed them, and put back what was not meant. A change is told for 90 days.',
    isDrift: false,
    told: ['authorized_keys_unchanged', 'authorized_keys_changed'],
  },
  account_gone: {
    means: 'The account that the resource names is not on the device any more.',
    remedy: 'Deactivate the resource, or find out who has removed the account.',
    isDrift: false,
    told: ['managed_accounts_present', 'managed_accounts_gone'],
  },
  break_glass_used: {
    means: 'Somebody has gone past a policy in an emergency, and nobody has reviewed it yet.',
    remedy: 'Decide the review.',
    isDrift: false,
    told: ['no_open_break_glass', 'break_glass_unreviewed'],
  },
  approval_unreviewed: {
    means: 'What was done in an emergency was reviewed by nobody in time.',
    remedy: 'Look at its records; the finding ends 90 days after the review was due.',
    isDrift: false,
    told: ['all_emergencies_reviewed', 'emergencies_left_unreviewed'],
  },
  recording_missing: {
    means: 'A session has no whole recording, though its policy wanted it recorded.',
    remedy: 'Look at the records of the session; the finding ends 30 days after the session.',
    isDrift: true,
    told: ['recordings_complete', 'recordings_missing'],
  },
  policy_drift: {
    means: 'What the effective policy wants cannot be done: the resource lacks what that needs.',
    remedy: 'Give it what the evidence says.',
    isDrift: true,
    told: ['no_unresolved_policy_drift', 'unresolved_policy_drift'],
  },
  rotation_due: {
    means: 'The secret is older than the policy allows.',
    remedy: 'Rotate it, or find out why the schedule has not.',
    isDrift: true,
    told: ['rotation_current', 'rotation_overdue'],
  },
  verification_stale: {
    means: 'That the stored secret logs in was last proven too long ago, or never.',
    remedy: 'Verify the resource.',
    isDrift: true,
    told: ['verification_current', 'verification_stale'],
  },
  policy_coverage: {
    means: 'No policy is bound to the resource, its scope or one above.',
    remedy: 'Bind a policy.',
    isDrift: false,
    told: ['policy_coverage_complete', 'policy_coverage_incomplete'],
  },
  stale_account: {
    means: 'Nobody has logged in to the account for long, and it still lets somebody in.',
    remedy: 'Lock or remove it; or use it.',
    isDrift: false,
    told: ['no_stale_privileged_accounts', 'stale_accounts'],
  },
  weak_password_age: {
    means: 'No policy says how old the secret may become, and it is older than a year.',
    remedy:
      'Rotate it, and set rotation_interval_days; of an account without resource: onboard it, or change its password.',
    isDrift: false,
    told: ['no_old_secrets', 'old_secrets'],
  },
  shared_key: {
    means: 'The account logs in with an SSH key that others have as well: whoever has it has all of them.',
    remedy: 'Give it a key of its own, or a certificate.',
    isDrift: false,
    told: ['no_shared_keys', 'shared_keys'],
  },
};

export const DRIFT_SIGNALS: readonly Signal[] = SIGNALS.filter((signal) => SIGNAL_FACTS[signal].isDrift);
