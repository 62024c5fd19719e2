/** What a draft would change: everything that it governs is decided about twice, page by page. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import { CapstanError } from '../../../domain/errors.ts';
import type { Verdict } from '../../../domain/policy/decide.ts';
import { type PolicyOperation, RESOURCE_OPERATIONS } from '../../../domain/policy/rules.ts';
import { ConditionFacts } from '../../../store/policy/condition-facts.ts';
import type { components } from '../../generated/openapi.ts';
import { DraftPlaces } from './draft-places.ts';
import { type Draft, type Drafted, type EvaluateRequest, readDraft } from './drafted-book.ts';
import { type Difference, DraftedDecisions } from './drafted-decisions.ts';
import { type AskedKind, DraftedObjects } from './drafted-objects.ts';
import { type AskedFacts, readFacts } from './evaluation-facts.ts';
import { bindingOf, ImpactTally } from './impact-tally.ts';
import { presentApproval } from './present-verdict.ts';

type Impact = NonNullable<components['schemas']['PolicyEvaluation']['impact']>;
type Change = Impact['changed'][number];

const DEFAULT_LIMIT = 100;
/** Others wait no longer than this, and a page no longer than that. */
const TURN_MS = 10;
const WITHIN_MS = 5_000;
const MOST_REASONS = 5;
const places = new DraftPlaces();

/**
 * @throws CapstanError `unprocessable` where the draft could not be saved, or be bound there; `cursor_invalid`; `conflict` where
 *   policies have changed since the page before; `too_many_requests` while others are tried.
 */
export async function impactOf(
  request: EvaluateRequest,
  draft: Draft,
): Promise<{ readonly impact: Impact; readonly facts: AskedFacts }> {
  const caller = `${request.actor.type}:${request.actor.id}`;
  const leave = places.take(caller, request.organizationId);
  if (leave === null) {
    throw new CapstanError('too_many_requests', 'Other drafts are being tried at the moment.', {
      retryAfterSeconds: 5,
    });
  }
  try {
    return await pageOf(request, draft);
  } finally {
    leave();
  }
}

async function pageOf(request: EvaluateRequest, draft: Draft) {
  const { body, means, organization } = request;
  const epoch = organization.policy_epoch ?? 0;
  const binding = bindingOf(request);
  const position = body.cursor === undefined ? null : means.cursors.decode(binding, body.cursor, '/body/cursor');
  const drafted = await readDraft(request, draft);
  const asked = await readFacts(request, drafted.place);
  const operations: readonly PolicyOperation[] =
    body.operation === undefined ? [...RESOURCE_OPERATIONS, 'retrieve'] : [body.operation];
  const objects = new DraftedObjects(request, drafted.bindings, kindsOf(operations));
  const tally = position
    ? ImpactTally.from(position, epoch)
    : ImpactTally.begin(await objects.count(), asked.request.now, epoch);
  const facts = { ...asked, request: { ...asked.request, now: tally.at } };
  const { changed, isOver } = await walk(request, { drafted, facts, operations, objects, tally });
  const { resources, information, affected, total, counts } = tally;
  const nextCursor = isOver ? null : means.cursors.encode(binding, tally.position);
  return { impact: { resources, information, total, affected, counts, changed, next_cursor: nextCursor }, facts };
}

interface Walk {
  readonly drafted: Drafted;
  readonly facts: AskedFacts;
  readonly operations: readonly PolicyOperation[];
  readonly objects: DraftedObjects;
  readonly tally: ImpactTally;
}

/** Goes on from where the tally stands, until the page is full, its time over, or nothing is left. */
async function walk({ access, body, means }: EvaluateRequest, { drafted, facts, operations, objects, tally }: Walk) {
  const { limit = DEFAULT_LIMIT } = body;
  const conditionFacts = new ConditionFacts(means.store);
  const decisions = new DraftedDecisions(drafted, access.profile.tree, conditionFacts, facts.request);
  const changed: Change[] = [];
  const until = performance.now() + WITHIN_MS;
  let turn = performance.now();
  for await (const { kind, documents } of objects.after(tally.kind, tally.id)) {
    if (kind === 'resource') await conditionFacts.readDevicesOf(documents);
    for (const about of documents) {
      const differences: Difference[] = [];
      for (const operation of operations.filter((one) => kindOf(one) === kind)) {
        const difference = await decisions.differenceOf(about, operation);
        if (difference) differences.push(difference);
      }
      tally.add(kind, about._id, differences);
      if (limit > 0) changed.push(...differences.map((difference) => presentChange(kind, about._id, difference)));
      const now = performance.now();
      if (now > until || (limit > 0 && changed.length >= limit)) return { changed, isOver: false };
      if (now - turn < TURN_MS) continue;
      await nextTurn();
      turn = performance.now();
    }
  }
  return { changed, isOver: true };
}

function kindOf(operation: PolicyOperation): AskedKind {
  return operation === 'retrieve' ? 'information' : 'resource';
}

function kindsOf(operations: readonly PolicyOperation[]): AskedKind[] {
  return [...new Set(operations.map(kindOf))];
}

function presentChange(kind: AskedKind, id: number, { operation, before, after }: Difference): Change {
  return {
    resource_id: kind === 'resource' ? id : null,
    information_id: kind === 'information' ? id : null,
    operation,
    before: before.decision,
    after: after.decision,
    reasons: reasonsOf(after.decision === 'allowed' ? before : after),
    approval_before: presentApproval(before.approval),
    approval_after: presentApproval(after.approval),
  };
}

function reasonsOf({ refusals, approval }: Verdict): string[] {
  if (approval) return [`approvals: ${approval.quorum} must consent`];
  return refusals
    .slice(0, MOST_REASONS)
    .map(({ rule, detail, remark }) => `${rule}: ${detail}${remark ? ` (${remark})` : ''}`);
}
