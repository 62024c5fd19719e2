/**
 * Rotates shared SSH keys that are due by policy: of one that is on an account which is due, all of its accounts. Beside
 * the sweep of an organization, in its turn, and in the name of Capstan as well: nobody else is asked.
 */

import type { ClientSession } from 'mongoose';
import type { AuditActor } from '../../domain/audit.ts';
import type { OperationalEvent } from '../../domain/operational-event.ts';
import { ruleValue } from '../../domain/policy/effective.ts';
import { wantedConsent } from '../../domain/policy/wanted-consent.ts';
import { BACK_OFF_MS, SCHEDULE_REASON } from '../../domain/rotation-schedule.ts';
import { loadScopeTree } from '../../store/access/scope-tree.ts';
import { recordEffect } from '../../store/audit-log.ts';
import { newEventId } from '../../store/event-ids.ts';
import { sshKeyAuditEntryOf } from '../../store/job-audit.ts';
import { rootOf } from '../../store/ledger-job.ts';
import type { CredentialDocument } from '../../store/models/credential.ts';
import type { SshKeyDocument } from '../../store/models/ssh-key.ts';
import { operationalEventDocument } from '../../store/operational-event-document.ts';
import { dueKeys } from '../../store/plans/due-keys.ts';
import type { DueResource } from '../../store/plans/due-resources.ts';
import type { PolicyBook } from '../../store/policy/policy-book.ts';
import type { Store } from '../../store/store.ts';
import { beginKeyRotation, type KeyRotation, keyRotationOf } from '../key-rotations/begin-key-rotation.ts';
import { isRotatedSince } from '../key-rotations/unfinished-rotation.ts';

/** Of an organization, in a turn; others wait for the next one. */
const MOST_AT_ONCE = 20;

const KEY_SCHEDULE: AuditActor = {
  type: 'system',
  id: null,
  name: 'SSH key rotation schedule',
  organization_id: null,
  authentication: 'none',
  address: null,
};

interface Turn {
  readonly organizationId: number;
  readonly book: PolicyBook;
  /** Accounts that are due by policy, the longest due first. */
  readonly due: readonly DueResource[];
  /** What the turn was taken with. */
  readonly claim: Date;
  readonly now: Date;
}

/** @returns how many were begun. */
export async function rotateDueKeys(store: Store, turn: Turn): Promise<number> {
  const tree = await loadScopeTree(store, turn.organizationId);
  const wantsPeople = ({ scope_id, resource_id: resourceId }: CredentialDocument) => {
    const policy = turn.book.effectiveAt({ lineage: tree.lineage(scope_id), resourceId });
    return ruleValue(policy, 'rotation_interval_days') === undefined && wantedConsent(policy, 'rotate', true) !== null;
  };
  let begun = 0;
  for (const sshKeyId of await dueKeys(store, turn.organizationId, turn.due, turn.now)) {
    if (await store.transaction((session) => rotateKey(store, session, sshKeyId, { ...turn, wantsPeople }))) begun += 1;
    if (begun === MOST_AT_ONCE) break;
  }
  return begun;
}

interface KeyTurn extends Turn {
  /** Whether the policy of an account asks for no rotation by itself, and wants the consent of people to one. */
  readonly wantsPeople: (credential: CredentialDocument) => boolean;
}

/** @returns whether it was begun. */
async function rotateKey(store: Store, session: ClientSession, _id: number, turn: KeyTurn): Promise<boolean> {
  const { organizationId, claim, now, wantsPeople } = turn;
  const { rotationSweeps, sshKeys } = store.models;
  if (!(await rotationSweeps.exists({ _id: organizationId, next_sweep_at: claim }).session(session))) return false;
  const found = await sshKeys.findOne({ _id, status: 'active' }, null, { session }).lean<SshKeyDocument>();
  // What a rotation has left behind is not tried again at once, nor does one that was canceled come back at once.
  if (!found || (await isRotatedSince(store, session, found, new Date(now.getTime() - BACK_OFF_MS)))) return false;
  const rotation = await keyRotationOf(store, session, found);
  if (!rotation.isFresh) await tellLeftBehind(store, session, rotation);
  // What makes it due on one account is no consent to turn it on others: then it is left to people.
  if (rotation.lacking.length === 0 || rotation.lacking.some(wantsPeople)) return false;
  const eventId = newEventId();
  const { scopeId } = await rootOf(store, session, organizationId);
  const { job, change } = await beginKeyRotation(store, session, rotation, {
    organizationId,
    scopeId,
    actor: KEY_SCHEDULE,
    reason: SCHEDULE_REASON,
    ticketId: null,
    correlationId: newEventId(),
    traceId: null,
    now,
    eventId,
  });
  const intent = { operation: 'ssh_key.rotate', status: 'intended', change } as const;
  await recordEffect(store, session, sshKeyAuditEntryOf(job, rotation.key, intent), eventId);
  return true;
}

/** The accounts that have it do not turn until the others have it too: people should know which way out there is. */
async function tellLeftBehind(
  store: Store,
  session: ClientSession,
  { key, version, lacking }: KeyRotation,
): Promise<void> {
  const event: OperationalEvent = {
    organization_id: key.organization_id,
    scope_id: key.scope_id,
    level: 'warn',
    kind: 'job.step',
    message: `SSH key ${key._id} is due by policy, and version ${version} of its last rotation is still not on ${lacking.length} of its accounts: the others are not rotated before; mend these, take the key off them, or deactivate them`,
    code: 'left_behind',
    attributes: { ssh_key_id: key._id, version, accounts: lacking.length },
  };
  await store.models.operationalEvents.create([operationalEventDocument(event, 'api')], { session });
}
