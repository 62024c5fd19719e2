/** Looks at some resources of a plan: what is stored of them, what policies say, and whether they can be logged in at. */

import type { CredentialOperation } from '../../domain/job.ts';
import { type Finding, failed, verdictOf } from '../../domain/plan-finding.ts';
import { mostParallelOn } from '../../domain/policy/parallel.ts';
import type { PlanDocument, PlanItemDocument } from '../../store/models/plan.ts';
import { fingerprintOf } from '../../store/plans/fingerprint.ts';
import { loadManagedBatch, type ManagedFacts } from '../../store/plans/load-managed-batch.ts';
import {
  type BusyWith,
  busyResources,
  checkOutsOf,
  countDependents,
  countLiveSessions,
  type HeldBy,
} from '../../store/plans/surroundings.ts';
import { askPolicy } from '../../store/policy/ask-policy.ts';
import { ConditionFacts } from '../../store/policy/condition-facts.ts';
import { WindowStates } from '../../store/policy/window-states.ts';
import type { Dependencies } from '../dependencies.ts';
import { candidateProblem } from './candidate-check.ts';
import { checkAtTarget, type Tried } from './checks-at-target.ts';
import {
  checkBeforehand,
  forbidsLogin,
  headroomProblem,
  loginObjectionOf,
  mendsRefusal,
  type Subject,
} from './checks-beforehand.ts';
import type { Logins } from './logins.ts';
import type { Preflight } from './preflight-job.ts';

/** What is written of an item. */
export type Examined = Pick<PlanItemDocument, '_id' | 'findings' | 'fingerprint' | 'measured'> & {
  readonly verdict: ReturnType<typeof verdictOf>;
};

/** Rejects where the worker stops, or has lost its store: then nothing is said of any of them. */
export async function examine(
  dependencies: Dependencies,
  { job, plan }: Preflight,
  items: readonly PlanItemDocument[],
  logins: Logins,
): Promise<Examined[]> {
  const { store, policyBooks } = dependencies;
  const ids = items.map(({ resource_id }) => resource_id);
  const facts = await loadManagedBatch(store, policyBooks, plan.organization_id, ids);
  const accountIds = [...facts.values()].flatMap(({ reconcile }) => reconcile?.resource._id ?? []);
  const [busy, checkOuts, dependents, liveSessions] = await Promise.all([
    busyResources(store, [...new Set([...ids, ...accountIds])], job._id),
    checkOutsOf(
      store,
      [...facts.values()].flatMap(({ credential }) => credential ?? []),
    ),
    countDependents(store, plan.organization_id, ids),
    countLiveSessions(store, plan.organization_id, ids),
  ]);
  const subjects = new Subjects(dependencies, { job, plan }, { busy, checkOuts, dependents, liveSessions });
  const examined = await Promise.allSettled(
    items.map(async (item): Promise<Examined> => {
      const found = facts.get(item.resource_id);
      if (!found || !isAbout(plan, found)) return notFound(item);
      return examineOne(item, await subjects.of(found), busy, logins, plan.options?.max_parallel_per_device ?? null);
    }),
  );
  // What others have begun has ended by now: nothing is at a target any more.
  return examined.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

/** It may have been moved away since it was chosen. */
function isAbout({ scope_id }: PlanDocument, { governed }: ManagedFacts): boolean {
  return governed.lineage.includes(scope_id);
}

function notFound({ _id }: PlanItemDocument): Examined {
  const gone = failed('active', 'not_found', 'the resource is gone, or no longer lies where the plan is about');
  return { _id, verdict: 'blocked', findings: [gone], fingerprint: null, measured: null };
}

async function examineOne(
  { _id }: PlanItemDocument,
  subject: Subject,
  busy: ReadonlyMap<number, BusyWith>,
  logins: Logins,
  mostOnDevice: number | null,
): Promise<Examined> {
  const { facts } = subject;
  const beforehand = checkBeforehand(subject);
  const parallel = mostParallelOn(facts.platform, facts.governed.policy, mostOnDevice);
  const { loginObjection } = subject;
  const notAsked: Tried = loginObjection === null ? NOT_ASKED : { answer: null, why: loginObjection };
  const [own, account] =
    forbidsLogin(beforehand) || loginObjection !== null
      ? [notAsked, notAsked]
      : await Promise.all([tryOwn(subject, logins, parallel), tryAccount(subject, busy, logins, parallel)]);
  const findings: Finding[] = [...beforehand, ...checkAtTarget(subject, own, account)];
  const measured = own.answer?.ok && own.ms !== null ? { login_ms: own.ms, parallel } : null;
  return { _id, verdict: verdictOf(findings), findings, fingerprint: fingerprintOf(facts), measured };
}

const NOT_ASKED: Tried = { answer: null, why: 'the target is not asked: nothing would be done' };

async function tryOwn(subject: Subject, logins: Logins, parallel: number): Promise<Tried> {
  const { facts, busy, now } = subject;
  const { resource, device, platform, credential, current } = facts;
  if (!credential || !current) return NOT_ASKED;
  if (busy) return { answer: null, why: 'the target is not asked while another job has to do with it' };
  if (headroomProblem(credential, platform.login_guard, now) !== null) {
    const why = mendsRefusal(subject) ? 'a login might be the last one' : 'a login might lock the account out';
    return { answer: null, why: `the target is not asked: ${why}` };
  }
  return logins.try({ resource, device, platform, credential, current }, parallel);
}

/** The account is one of many resources: what is open there is told as an answer of it. */
async function tryAccount(
  { operation, facts, now }: Subject,
  busy: ReadonlyMap<number, BusyWith>,
  logins: Logins,
  parallel: number,
): Promise<Tried> {
  const { reconcile, device } = facts;
  if (operation === 'verify' || !reconcile) return NOT_ASKED;
  const with_ = busy.get(reconcile.resource._id);
  if (with_) return refusedBeforehand('resource_busy', `job ${with_.jobId} has to do with it; it was not tried`);
  const problem = headroomProblem(reconcile.credential, reconcile.platform.login_guard, now);
  if (problem !== null) return refusedBeforehand('lockout_guard', `${problem}; it was not tried`);
  const managed = { username: facts.resource.username, platform: facts.platform };
  return logins.tryAccount({ ...reconcile, device }, managed, parallel);
}

function refusedBeforehand(code: 'resource_busy' | 'lockout_guard', message: string): Tried {
  return { answer: { ok: false, code, effect: 'none', message }, ms: null };
}

interface Surroundings {
  readonly busy: ReadonlyMap<number, BusyWith>;
  /** By credential. */
  readonly checkOuts: ReadonlyMap<number, HeldBy>;
  readonly dependents: ReadonlyMap<number, number>;
  readonly liveSessions: ReadonlyMap<number, number>;
}

/** Adds to each resource what is worked out once for all that have it in common. */
class Subjects {
  readonly #dependencies: Dependencies;
  readonly #preflight: Preflight;
  readonly #around: Surroundings;
  readonly #conditions: ConditionFacts;
  readonly #now = new Date();
  readonly #windows = new WindowStates(this.#now);
  readonly #passwordProblems = new Map<number, string | null>();

  constructor(dependencies: Dependencies, preflight: Preflight, around: Surroundings) {
    this.#dependencies = dependencies;
    this.#preflight = preflight;
    this.#around = around;
    this.#conditions = new ConditionFacts(dependencies.store);
  }

  async of(facts: ManagedFacts): Promise<Subject> {
    const { job, plan } = this.#preflight;
    const { _id } = facts.resource;
    const windows = this.#windows.of(facts.governed.policy);
    const asked = { actor: job.actor, reason: job.reason, ticketId: job.ticket_id, minutes: null, now: this.#now };
    const governed = { ...facts.governed, windows };
    const ask = (operation: CredentialOperation) =>
      askPolicy(this.#conditions, governed, { ...asked, operation, isBulk: true });
    const verdict = await ask(plan.operation);
    // Where a policy makes it due, that is the consent to look as well.
    const toLook = plan.runs_by_itself ? null : plan.operation === 'verify' ? verdict : await ask('verify');
    return {
      operation: plan.operation,
      runsByItself: plan.runs_by_itself,
      facts,
      verdict,
      windows,
      loginObjection: toLook && loginObjectionOf(toLook),
      busy: this.#around.busy.get(_id) ?? null,
      heldBy: this.#around.checkOuts.get(facts.credential?._id ?? 0) ?? null,
      passwordProblem: this.#passwordProblemOf(facts),
      dependents: this.#around.dependents.get(_id) ?? 0,
      liveSessions: this.#around.liveSessions.get(_id) ?? 0,
      now: this.#now,
    };
  }

  #passwordProblemOf({ platform }: ManagedFacts): string | null {
    const known = this.#passwordProblems.get(platform._id);
    if (known !== undefined) return known;
    const problem = candidateProblem(this.#dependencies.connectorFor(platform.connector), platform);
    this.#passwordProblems.set(platform._id, problem);
    return problem;
  }
}
