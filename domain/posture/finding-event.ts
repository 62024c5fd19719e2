/** What is told of a finding that begins or ends, to whoever follows operational events. */

import type { EventLevel, OperationalEvent } from '../operational-event.ts';
import type { CountedFinding, FindingTurn } from './finding.ts';
import { type Severity, SIGNAL_FACTS } from './signals.ts';

type ToldTurn = NonNullable<FindingTurn>;

const LEVELS: Readonly<Record<Severity, EventLevel>> = { low: 'info', medium: 'warn', high: 'warn', critical: 'error' };

const IN_WORDS: Readonly<Record<ToldTurn, string>> = {
  opened: 'was found',
  reopened: 'is back',
  resolved: 'is resolved',
  acceptance_over: 'is accepted no longer',
};

export function findingEvent(
  resource: {
    readonly organizationId: number;
    readonly scopeId: number;
    readonly resourceId: number;
    readonly deviceId: number;
  },
  findingId: number,
  { signal, severity }: CountedFinding,
  turn: ToldTurn,
): OperationalEvent {
  return {
    organization_id: resource.organizationId,
    scope_id: resource.scopeId,
    resource_id: resource.resourceId,
    device_id: resource.deviceId,
    level: turn === 'resolved' ? 'info' : LEVELS[severity],
    kind: 'finding',
    message: `Finding ${findingId}, ${signal}, ${IN_WORDS[turn]}: ${SIGNAL_FACTS[signal].means}`,
    code: signal,
    attributes: { finding_id: findingId, turn, severity },
  };
}
