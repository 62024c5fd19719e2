/** POST /v1/ledger/erasures */

import { CapstanError } from '../../../domain/errors.ts';
import { command, type Request, type Transaction } from '../../operation.ts';
import { requireNamed } from '../found.ts';
import { takeTurn } from '../users/take-turn.ts';
import { dispatchSoon, requestLedgerJob } from './request-ledger-job.ts';

type ErasureRequest = Request<'erasePerson'>;

export const erasePerson = command(
  'erasePerson',
  async (request, tx) => {
    const { user_id } = request.body;
    await requireGone(request, tx);
    return requestLedgerJob(request, tx, 'ledger_erase', { user_id });
  },
  dispatchSoon,
);

/**
 * Lets a user be erased who writes no more records. So nobody erases themselves either: whoever can ask can act.
 * @throws CapstanError `unprocessable` where the organization has never known the user, `user_active`.
 */
async function requireGone(request: ErasureRequest, tx: Transaction): Promise<void> {
  const { body, organizationId, means } = request;
  const { users, jobs } = means.store.models;
  const { session } = tx;
  // An activation at this moment comes before, or begins anew.
  await takeTurn(request, tx, body.user_id);
  const user = await users
    .findOne({ _id: body.user_id, organization_id: organizationId }, { status: 1 }, { session })
    .lean();
  if (user?.status === 'active') {
    throw new CapstanError(
      'user_active',
      'The user is active: deactivate them first, so that no new record names them.',
    );
  }
  if (!user) await requireFormerGuest(request, tx);
  const own = { 'actor.type': 'user', 'actor.id': body.user_id } as const;
  const unfinished = await jobs
    .findOne({ organization_id: organizationId, ...own, ended_at: null }, { _id: 1 }, { session })
    .lean();
  if (unfinished) {
    throw new CapstanError(
      'user_active',
      `Job ${unfinished._id} of the user has not ended; wait until it has, or cancel it.`,
    );
  }
}

/** A user of another organization has acted here by grants of their own, and can no more once none is in force. */
async function requireFormerGuest(request: ErasureRequest, { session }: Transaction): Promise<void> {
  const { body, organizationId, means, now } = request;
  const held = { organization_id: organizationId, subject_type: 'user', subject_id: body.user_id } as const;
  const grants = await means.store.models.grants.find(held, { status: 1, expires_at: 1 }, { session }).lean();
  requireNamed(grants[0], 'user_id', 'user');
  if (grants.some(({ status, expires_at: end }) => status === 'active' && (end === null || end > now))) {
    throw new CapstanError('user_active', 'The user of another organization holds a grant here: revoke it first.');
  }
}
