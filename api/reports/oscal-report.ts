/**
 * A report as assessment results of OSCAL 1.1.3, piece by piece: an objective a signal, and an observation and a risk a
 * finding. Titles and descriptions may be read as markup, so they hold Capstan's own words and numbers alone; what
 * people have named stands in properties, which are plain text.
 */

import { CONTROLS_OF } from '../../domain/posture/signal-controls.ts';
import { SIGNAL_FACTS, SIGNALS, type Signal } from '../../domain/posture/signals.ts';
import { jsonArray } from './json-report.ts';
import { type Holder, Names, observationOf, type Property, properties, riskOf } from './oscal-finding.ts';
import type { Report, ReportHead } from './report.ts';
import { bareFindings, type ReportFinding, reportFindings } from './report-rows.ts';

const OSCAL_VERSION = '1.1.3';

export async function* oscalReport(report: Report): AsyncGenerator<string, undefined> {
  const { head } = report;
  const names = new Names(head);
  yield `{"assessment-results":${opened({
    uuid: names.of('report', head.scope.id, head.from, head.until, head.made_at),
    metadata: metadataOf(head, names),
    'import-ap': { href: `#${names.of('plan')}` },
    'back-matter': backMatterOf(head, names),
  })},"results":[${opened(resultOf(head, names))}`;
  // What the findings and the inventory below refer to.
  const found = new Map<Signal, number[]>(SIGNALS.map((signal) => [signal, []]));
  const holders = new Map<string, Holder>();
  const observations = mapped(rowsOf(report), (row) => {
    found.get(row.finding.signal)?.push(row.finding.id);
    const { resource_id, device_id } = row.finding;
    holders.set(names.ofHolder(row.finding), { resource_id, device_id });
    return observationOf(row, head, names);
  });
  yield* member('observations', observations);
  if (holders.size > 0) {
    yield ',"local-definitions":{"inventory-items":';
    yield* jsonArray(sliced([...holders].map(([uuid, holder]) => inventoryItemOf(uuid, holder))));
    yield '}';
    yield* member(
      'risks',
      mapped(bareFindings(report.question), (row) => riskOf(row, names)),
    );
  }
  yield* member(
    'findings',
    sliced(SIGNALS.map((signal) => objectiveOf(report, signal, found.get(signal) ?? [], names))),
  );
  yield '}]}}\n';
}

/** JSON of an object that is gone on with. */
function opened(object: object): string {
  return JSON.stringify(object).slice(0, -1);
}

/** Arrays of OSCAL have an element at least: one without is left out. */
async function* member(name: string, slices: AsyncIterable<readonly unknown[]>): AsyncGenerator<string, undefined> {
  let isBegun = false;
  for await (const piece of jsonArray(slices)) {
    if (!isBegun && piece === '[]') return;
    yield isBegun ? piece : `,"${name}":${piece}`;
    isBegun = true;
  }
}

function rowsOf({ question, head }: Report): AsyncIterable<ReportFinding[]> {
  return reportFindings(question, head.ledger?.tree_size ?? 0);
}

async function* mapped<Row, Result>(
  slices: AsyncIterable<readonly Row[]>,
  map: (row: Row) => Result,
): AsyncGenerator<Result[], undefined> {
  for await (const slice of slices) yield slice.map(map);
}

async function* sliced<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[], undefined> {
  yield rows;
}

function metadataOf({ organization, made_at }: ReportHead, names: Names): object {
  return {
    title: 'Compliance report',
    published: made_at,
    'last-modified': made_at,
    version: made_at,
    'oscal-version': OSCAL_VERSION,
    parties: [
      {
        uuid: names.of('organization', organization.id),
        type: 'organization',
        props: properties([['name', organization.name]]),
      },
    ],
  };
}

function resultOf(head: ReportHead, names: Names): object {
  const { scope, from, until, age, ratings, counts, ledger } = head;
  const controls = new Set(SIGNALS.flatMap((signal) => CONTROLS_OF[signal]));
  const props: Property[] = properties([
    ['scope-id', scope.id],
    ['scope-name', scope.name],
    ['score-at-start', ratings.start?.score],
    ['score-at-end', ratings.end?.score],
    ['rating-at-start', ratings.start?.rating],
    ['rating-at-end', ratings.end?.rating],
    ['findings-new', counts.new],
    ['findings-gone', counts.gone],
    ['findings-standing', counts.standing],
    ['findings-passing', counts.passing],
    ['findings-accepted', counts.accepted],
    ['as-of', age.as_of],
    ['log', ledger?.origin],
    ['tree-size', ledger?.tree_size],
    ['root-hash', ledger?.root_hash],
  ]);
  return {
    uuid: names.of('result', scope.id, from, until, head.made_at),
    title: `Scope ${scope.id} and all below it`,
    description: 'What was found about resources by their facts, and what became of it in the period.',
    start: from,
    end: until,
    props,
    'reviewed-controls': {
      'control-selections': [
        {
          description:
            'Controls of NIST SP 800-53, revision 5, that signals say something about. Each signal is one thing that is looked at for its controls, and no proof that they are met.',
          'include-controls': [...controls].sort().map((id) => ({ 'control-id': id })),
        },
      ],
      'control-objective-selections': [{ 'include-objectives': SIGNALS.map((signal) => ({ 'objective-id': signal })) }],
    },
  };
}

function inventoryItemOf(uuid: string, { resource_id: resource, device_id: device }: Holder): object {
  return {
    uuid,
    description: resource === null ? `Accounts of device ${device}` : `Resource ${resource}`,
    props: properties([
      ['resource-id', resource],
      ['device-id', device],
    ]),
  };
}

/** Whether there was any finding of the signal at the end of the period. */
function objectiveOf({ tally }: Report, signal: Signal, ids: readonly number[], names: Names): object {
  const left = tally.signals.get(signal) ?? 0;
  const { means, remedy } = SIGNAL_FACTS[signal];
  return {
    uuid: names.of('signal', signal),
    title: signal,
    description: means,
    props: properties(CONTROLS_OF[signal].map((control) => ['sp800-53r5-control', control])),
    target: {
      type: 'objective-id',
      'target-id': signal,
      status: {
        state: left === 0 ? 'satisfied' : 'not-satisfied',
        reason: left === 0 ? 'pass' : 'fail',
        remarks:
          left === 0
            ? 'Nothing of it was there at the end of the period.'
            : `${left} at the end of the period. ${remedy}`,
      },
    },
    ...(ids.length === 0
      ? {}
      : {
          'related-observations': ids.map((id) => ({ 'observation-uuid': names.of('finding', id) })),
          'related-risks': ids.map((id) => ({ 'risk-uuid': names.of('risk', id) })),
        }),
  };
}

function backMatterOf({ ledger }: ReportHead, names: Names): object {
  const plan = {
    uuid: names.of('plan'),
    title: 'How resources are looked at',
    description:
      'Capstan looks at every active resource by fixed signals, continuously: docs/posture.md of Capstan says which, and when.',
  };
  if (ledger === null) return { resources: [plan] };
  const checkpoint = {
    uuid: names.of('checkpoint', ledger.tree_size),
    title: 'Checkpoint of the audit log',
    description: 'The signed note (C2SP tlog-checkpoint) over the tree in which the records are.',
    base64: {
      filename: 'checkpoint',
      'media-type': 'text/plain',
      value: Buffer.from(ledger.checkpoint).toString('base64'),
    },
  };
  return { resources: [plan, checkpoint] };
}
