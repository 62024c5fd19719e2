/** Which operation on its resource makes a finding go; where none does, what a person has to do. */

import type { CredentialOperation } from '../job.ts';
import { SIGNAL_FACTS, type Signal } from './signals.ts';

/** Signals that an operation makes go, with the one that does. */
const OPERATIONS = {
  out_of_sync: 'reconcile',
  rotation_due: 'rotate',
  verification_stale: 'verify',
  weak_password_age: 'rotate',
} as const satisfies Partial<Record<Signal, CredentialOperation>>;

export type RemediedSignal = keyof typeof OPERATIONS;

export const REMEDIED_SIGNALS: readonly string[] = Object.keys(OPERATIONS);

type Evidence = Readonly<Record<string, string | number | null>>;

export type Remedy = { readonly operation: CredentialOperation } | { readonly byPerson: string };

export function operationAgainst(signal: RemediedSignal): CredentialOperation {
  return OPERATIONS[signal];
}

interface Remedied {
  readonly signal: Signal;
  readonly evidence: Evidence;
  /** null: it is about an account that no resource manages, where Capstan could do nothing. Default: there is one. */
  readonly resource_id?: number | null;
}

export function remedyOf({ signal, evidence, resource_id }: Remedied): Remedy {
  if (resource_id === null) return { byPerson: workOfPerson(signal, evidence) };
  // Where nobody knows which secret the target takes, asking it is enough, and changes nothing.
  if (signal === 'out_of_sync' && evidence['status'] === 'unknown') return { operation: 'verify' };
  if (isRemedied(signal)) return { operation: OPERATIONS[signal] };
  return { byPerson: workOfPerson(signal, evidence) };
}

function isRemedied(signal: Signal): signal is RemediedSignal {
  return Object.hasOwn(OPERATIONS, signal);
}

function workOfPerson(signal: Signal, evidence: Evidence): string {
  if (signal === 'policy_drift') {
    if (evidence['lacks'] === 'look') {
      return 'Have the device looked at by hand, and see to what kept Capstan from it: an account that reads and may, a target that answers.';
    }
    return evidence['lacks'] === 'credential'
      ? 'Create or activate a credential of the resource.'
      : 'Name a reconcile account: reconcile_resource_id of the resource or of its device.';
  }
  if (signal === 'shared_key') {
    // A rotation deploys what the credential is, which is the shared key.
    return `Take SSH key ${evidence['ssh_key_id']} off the account, then rotate the resource: that gives it a key of its own.`;
  }
  return SIGNAL_FACTS[signal].remedy;
}
