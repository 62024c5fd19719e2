/** Which event class of OCSF a record belongs to, and which of its activities it tells of. */

import type { LedgerRecord } from '../leaf.ts';

export interface EventClass {
  readonly uid: number;
  readonly name: string;
  readonly category: { readonly uid: number; readonly name: string };
}

export interface Activity {
  readonly class: EventClass;
  readonly id: number;
  readonly name: string;
}

const IAM = { uid: 3, name: 'Identity & Access Management' } as const;
export const BASE_EVENT: EventClass = { uid: 0, name: 'Base Event', category: { uid: 0, name: 'Uncategorized' } };
export const ACCOUNT_CHANGE: EventClass = { uid: 3_001, name: 'Account Change', category: IAM };
export const AUTHENTICATION: EventClass = { uid: 3_002, name: 'Authentication', category: IAM };
export const API_ACTIVITY: EventClass = {
  uid: 6_003,
  name: 'API Activity',
  category: { uid: 6, name: 'Application Activity' },
};

type Named = readonly [id: number, name: string];
const LOGON: Named = [1, 'Logon'];
const LOGOFF: Named = [2, 'Logoff'];

const SIGN_INS: Readonly<Record<string, Named>> = {
  authenticate: LOGON,
  sign_in: LOGON,
  'sign_in.begin': [6, 'Preauth'],
  'sign_in.redeem': LOGON,
  'token.issue': LOGON,
  'token.revoke': LOGOFF,
  'user_token.create': LOGON,
  'user_token.revoke': LOGOFF,
};

const ACCOUNT_CHANGES: Readonly<Record<string, Named>> = {
  'user.create': [1, 'Create'],
  'user.activate': [2, 'Enable'],
  'user.set_own_password': [3, 'Password Change'],
  'user.reset_password': [4, 'Password Reset'],
  'user.recover': [4, 'Password Reset'],
  'user.deactivate': [5, 'Disable'],
  'user.confirm_own_totp': [10, 'MFA Factor Enable'],
  'user.remove_own_totp': [11, 'MFA Factor Disable'],
  'user.reset_totp': [11, 'MFA Factor Disable'],
};

/** By the first word of the last part of an operation: `credential.set_secret` is a change. */
const VERBS: Readonly<Record<string, Named>> = {
  ...entries([1, 'Create'], ['create', 'add', 'issue']),
  ...entries([2, 'Read'], ['read', 'list', 'access', 'context', 'download', 'events', 'explain', 'export', 'items']),
  ...entries([2, 'Read'], ['check', 'checkpoint', 'checkpoints', 'consistency', 'introspect', 'prove', 'tile']),
  ...entries([2, 'Read'], ['timeline', 'versions']),
  ...entries([3, 'Update'], ['update', 'set', 'put', 'activate', 'deactivate', 'pause', 'cancel', 'reset']),
  ...entries([3, 'Update'], ['rotate', 'reconcile', 'apply', 'restore']),
  ...entries([4, 'Delete'], ['discard', 'revoke', 'remove', 'prune', 'erase']),
};

/** What no list here knows is `Other`, under its own name: a new operation does not need one. */
export function activityOf({ operation, status, code }: LedgerRecord): Activity {
  // Whatever was asked for: nobody was let in.
  if (status === 'denied' && code === 'unauthenticated') return activity(AUTHENTICATION, LOGON);
  const signIn = SIGN_INS[operation];
  if (signIn) return activity(AUTHENTICATION, signIn);
  const change = ACCOUNT_CHANGES[operation];
  if (change) return activity(ACCOUNT_CHANGE, change);
  const [verb = ''] = (operation.split('.').at(-1) ?? '').split('_');
  return activity(API_ACTIVITY, VERBS[verb] ?? [99, operation]);
}

function activity(of: EventClass, [id, name]: Named): Activity {
  return { class: of, id, name };
}

function entries(named: Named, verbs: readonly string[]): Record<string, Named> {
  return Object.fromEntries(verbs.map((verb) => [verb, named]));
}
