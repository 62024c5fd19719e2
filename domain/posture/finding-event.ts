/** What is told of a finding that begins or ends, to whoever follows operational events. */

import type { EventLevel, OperationalEvent } from '../operational-event.ts';
import type { CountedFinding, FindingTurn } from './finding.ts';
import { type Severity, SIGNAL_FACTS } from './signals.ts';

type ToldTurn = NonNullable<FindingTurn>;

const LEVELS: Readonly<Record<Severity, EventLevel>> = { low: 'info', medium: 'warn', high: 'warn', critical: 'error' };

const IN_WORDS: Readonly<Record<ToldTurn, string>> = {
  opened: 'was found',
  reopened: 'is back',
  worsened: 'is more serious than it was',
  resolved: 'is resolved',
  acceptance_over: 'is accepted no longer',
};

export function findingEvent(
  place: {
    readonly organizationId: number;
    readonly scopeId: number;
    /** null: it is about an account of the device that no resource manages. */
    readonly resourceId: number | null;
    readonly deviceId: number;
  },
  findingId: number,
  { signal, severity }: CountedFinding,
  turn: ToldTurn,
): OperationalEvent {
  return {
    organization_id: place.organizationId,
    scope_id: place.scopeId,
    resource_id: place.resourceId,
    device_id: place.deviceId,
    level: turn === 'resolved' ? 'info' : LEVELS[severity],
    kind: 'finding',
    message: `Finding ${findingId}, ${signal}, ${IN_WORDS[turn]}: ${SIGNAL_FACTS[signal].means}`,
    code: signal,
    attributes: { finding_id: findingId, turn, severity },
  };
}
