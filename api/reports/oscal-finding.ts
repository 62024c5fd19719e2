/** A finding as OSCAL has it: what was observed about a resource, and the risk that comes of it. */

import { visible } from '../../runtime/html.ts';
import { nameUuid } from '../../runtime/name-uuid.ts';
import type { ReportHead } from './report.ts';
import type { ReportFinding } from './report-rows.ts';

const NAMESPACE = 'urn:capstan:oscal';

export interface Property {
  readonly name: string;
  readonly ns: string;
  readonly value: string;
}

export type Holder = Pick<ReportFinding['finding'], 'resource_id' | 'device_id'>;

/** UUIDs of what a report tells of: the same in every report of this log. */
export class Names {
  readonly #origin: string;
  readonly #organization: number;

  constructor({ ledger, organization }: ReportHead) {
    this.#origin = ledger?.origin ?? '';
    this.#organization = organization.id;
  }

  /** Of what a finding is about: a resource, or the device of an account that no resource manages. */
  ofHolder({ resource_id: resource, device_id: device }: Holder): string {
    return resource === null ? this.of('device', device) : this.of('resource', resource);
  }

  of(noun: string, ...name: readonly (string | number)[]): string {
    return nameUuid(this.#origin, this.#organization, noun, ...name);
  }
}

/** Those that have a value; OSCAL takes no empty ones, nor such that begin or end with a blank. */
export function properties(
  values: readonly (readonly [name: string, value: string | number | null | undefined])[],
): Property[] {
  return values.flatMap(([name, value]) => {
    const text = visible(String(value ?? '')).trim();
    return text === '' ? [] : [{ name, ns: NAMESPACE, value: text }];
  });
}

export function observationOf(row: ReportFinding, { ledger }: ReportHead, names: Names): object {
  const { change, finding, resource_name, device_name, records } = row;
  const { id, signal, subject, severity, status, means, resource_id, device_id, account, scope_id } = finding;
  const facts = properties(Object.entries(finding.evidence));
  return {
    uuid: names.of('finding', id),
    title: `Finding ${id}: ${signal}`,
    description: means,
    props: properties([
      ['finding-id', id],
      ['change', change],
      ['severity', severity],
      ['status', status],
      ['subject', subject],
      ['scope-id', scope_id],
      ['since', finding.since],
      ['first-seen-at', finding.first_seen_at],
      ['resolved-at', finding.resolved_at],
    ]),
    methods: ['TEST'],
    types: ['finding'],
    subjects: [
      {
        'subject-uuid': names.ofHolder(finding),
        type: 'inventory-item',
        props: properties([
          ['resource-id', resource_id],
          ['resource-name', resource_name],
          ['device-id', device_id],
          ['device-name', device_name],
          ['account', account],
        ]),
      },
    ],
    'relevant-evidence': [
      { description: 'What shows it.', ...(facts.length === 0 ? {} : { props: facts }) },
      ...records.map(({ step, at, event_id, index }) => ({
        href: `/v1/logs/audit/${event_id}/proof${ledger && index !== null ? `?tree_size=${ledger.tree_size}` : ''}`,
        description: 'The record of the audit log that proves what became of it.',
        props: properties([
          ['step', step],
          ['at', at],
          ['event-id', event_id],
          ['index', index],
        ]),
      })),
    ],
    collected: finding.last_seen_at,
  };
}

export function riskOf({ change, finding }: Pick<ReportFinding, 'change' | 'finding'>, names: Names): object {
  const { id, signal, severity, status, means, remedy, acceptance } = finding;
  const isGone = change === 'gone' || change === 'passing';
  const isAccepted = !isGone && status === 'accepted';
  return {
    uuid: names.of('risk', id),
    title: `Finding ${id}: ${signal}`,
    description: means,
    statement: remedy,
    props: properties([['severity', severity]]),
    status: isGone ? 'closed' : isAccepted ? 'deviation-approved' : 'open',
    ...(isAccepted && acceptance ? { deadline: acceptance.until } : {}),
    'related-observations': [{ 'observation-uuid': names.of('finding', id) }],
  };
}
