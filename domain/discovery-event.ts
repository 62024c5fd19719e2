/** What is told of a look at a device, to whoever follows operational events: the look as a whole, and accounts that are not as they were. */

import type { DiscoveryCode, LookCounts } from './discovered-account.ts';
import type { OperationalEvent } from './operational-event.ts';

export interface ToldLook {
  readonly organizationId: number;
  /** Of the device. */
  readonly scopeId: number;
  /** The account that has read. */
  readonly resourceId: number;
  readonly deviceId: number;
  readonly jobId: number;
  readonly correlationId: string;
}

/** What nobody may have expected is a warning, and the first of its codes that of the event. */
export function discoveryEvent(
  look: ToldLook,
  { counts, codes, summary }: { counts: LookCounts; codes: readonly DiscoveryCode[]; summary: string },
): OperationalEvent {
  const isAlarming = codes.some((code) => code !== 'unmanaged_privileged_account');
  return {
    ...placeOf(look),
    resource_id: look.resourceId,
    level: isAlarming ? 'warn' : 'info',
    message: `A look at device ${look.deviceId} has found ${summary}`,
    code: codes[0] ?? null,
    attributes: { ...counts, codes: codes.join(' ') },
  };
}

export type AccountTurn = 'account_new' | 'account_gone' | 'account_changed';

export interface ToldAccount {
  readonly name: string;
  readonly turn: AccountTurn;
  /** Of one that has changed, what. */
  readonly changed: readonly string[];
  readonly privileged: boolean | null;
  /** The resource that manages it; null: none does. */
  readonly resourceId: number | null;
}

const IN_WORDS: Readonly<Record<AccountTurn, string>> = {
  account_new: 'is new',
  account_gone: 'is gone',
  account_changed: 'has changed',
};
/** As long as a text of an event may be. */
const MOST_CHARACTERS = 200;

/** How serious that is, findings say. */
export function accountEvent(look: ToldLook, account: ToldAccount): OperationalEvent {
  const { name, turn, changed, privileged, resourceId } = account;
  return {
    ...placeOf(look),
    resource_id: resourceId,
    level: 'info',
    message: `An account of device ${look.deviceId} ${IN_WORDS[turn]}`,
    code: turn,
    attributes: {
      account: name.slice(0, MOST_CHARACTERS),
      privileged: privileged === null ? 'unknown' : String(privileged),
      ...(changed.length === 0 ? {} : { changed: changed.join(' ') }),
    },
  };
}

function placeOf({ organizationId, scopeId, deviceId, jobId, correlationId }: ToldLook) {
  return {
    organization_id: organizationId,
    scope_id: scopeId,
    device_id: deviceId,
    kind: 'discovery',
    job_id: jobId,
    step: 'look',
    correlation_id: correlationId,
  } as const;
}
