/** What an evidence bundle is asked to be about, and where it then lies: nobody reads in it what they may not read in the log. */

import type { ClientSession } from 'mongoose';
import { WHOLE_ORGANIZATION } from '../../../domain/access.ts';
import { CapstanError } from '../../../domain/errors.ts';
import type { BundleSelection } from '../../../domain/evidence-bundle.ts';
import { within } from '../../../store/event-time.ts';
import { type JobPlace, rootOf } from '../../../store/ledger-job.ts';
import type { Request, Transaction } from '../../operation.ts';
import { unusable } from '../found.ts';

type BundleRequest = Request<'createEvidenceBundle'>;

export interface BundleSubject {
  readonly selection: BundleSelection;
  readonly place: JobPlace;
  /** The only scope whose records go in; null: whoever reads the bundle may read all of them. */
  readonly withinScopeId: number | null;
}

const SUBJECTS = ['job_id', 'session_id', 'approval_id', 'access_review_id', 'resource_id'] as const;

const NOTHING: BundleSelection = {
  job_id: null,
  session_id: null,
  approval_id: null,
  access_review_id: null,
  resource_id: null,
  from: null,
  to: null,
};

/**
 * @throws CapstanError `unprocessable` where it is about nothing, about two things, or about what is out of reach;
 *   `forbidden` where it may be seen, but no bundle be made of it.
 */
export async function requireSubject(request: BundleRequest, { session }: Transaction): Promise<BundleSubject> {
  const { body, means, organizationId } = request;
  const subject = requireOne(body);
  const root = await rootOf(means.store, session, organizationId);
  if (subject === 'resource_id') return ofResource(request, session, root);
  requireNoPeriod(body);
  if (subject === 'job_id') return ofJob(request, session, root);
  // Sessions and approvals lie nowhere in particular; an access review is about grants above its scope as well.
  request.access.requireOrganization();
  return { selection: { ...NOTHING, [subject]: body[subject] }, place: root, withinScopeId: null };
}

function requireOne(body: BundleRequest['body']): (typeof SUBJECTS)[number] {
  const [subject, other] = SUBJECTS.filter((field) => body[field] !== undefined);
  if (subject === undefined) {
    const detail = `must name one of ${SUBJECTS.join(', ')}`;
    throw new CapstanError('unprocessable', `The body ${detail}.`, { errors: [{ pointer: '/body', detail }] });
  }
  if (other !== undefined) throw unusable(other, `does not go with ${subject}: a bundle is about one thing`);
  return subject;
}

function requireNoPeriod(body: BundleRequest['body']): void {
  for (const field of ['from', 'to'] as const) {
    if (body[field] !== undefined) throw unusable(field, 'goes with resource_id only');
  }
}

async function ofJob(request: BundleRequest, session: ClientSession, root: JobPlace): Promise<BundleSubject> {
  const { body, access, means, organizationId } = request;
  const { job_id = 0 } = body;
  const found = await means.store.models.jobs
    .findOne({ _id: job_id, organization_id: organizationId }, { scope_id: 1, resource_id: 1 }, { session })
    .lean();
  const { scope_id: scopeId, resource_id: resourceId } = access.requireReferred('job', found, 'job_id');
  const place = { scopeId, resourceId: resourceId ?? null };
  return { selection: { ...NOTHING, job_id }, place, withinScopeId: scopeId === root.scopeId ? null : scopeId };
}

async function ofResource(request: BundleRequest, session: ClientSession, root: JobPlace): Promise<BundleSubject> {
  const { body, access, means, organizationId } = request;
  const { resource_id = 0 } = body;
  const { from, to } = requirePeriod(body);
  const found = await means.store.models.resources
    .findOne({ _id: resource_id, organization_id: organizationId }, { scope_id: 1 }, { session })
    .lean();
  const { scope_id: scopeId } = access.requireReferred('resource', found, 'resource_id');
  const place = { scopeId, resourceId: resource_id };
  const selection = { ...NOTHING, resource_id, from, to };
  if (scopeId === root.scopeId) return { selection, place, withinScopeId: null };
  const readsAll =
    access.allows(WHOLE_ORGANIZATION, 'evidence:create') && access.allows(WHOLE_ORGANIZATION, 'audit:read');
  if (readsAll && (await hasRecordsElsewhere(request, session, place, { from, to }))) {
    return { selection, place: root, withinScopeId: null };
  }
  return { selection, place, withinScopeId: scopeId };
}

function requirePeriod({ from, to }: BundleRequest['body']): { readonly from: Date; readonly to: Date } {
  if (from === undefined) throw unusable('from', 'is needed with resource_id');
  if (to === undefined) throw unusable('to', 'is needed with resource_id');
  const period = { from: new Date(from), to: new Date(to) };
  if (period.to <= period.from) throw unusable('to', 'must be later than from');
  return period;
}

/** From when the resource lay in another scope, or of somebody who could not reach it and lies nowhere. */
async function hasRecordsElsewhere(
  { means, organizationId }: BundleRequest,
  session: ClientSession,
  { scopeId, resourceId }: JobPlace,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<boolean> {
  const elsewhere = { organization_id: organizationId, resource_id: resourceId, scope_id: { $ne: scopeId } };
  const period = within({ from: from.toISOString(), to: to.toISOString() });
  const found = await means.store
    .auditCollection()
    .findOne({ $and: [elsewhere, ...period] }, { session, projection: { _id: 1 } });
  return found !== null;
}
