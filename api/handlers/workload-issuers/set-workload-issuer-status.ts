/** What activating and deactivating a workload issuer have in common. */

import type { Answer, Request, Transaction } from '../../operation.ts';
import { showing } from '../revision.ts';
import { presentWorkloadIssuer } from './present-workload-issuer.ts';
import { requireControlOfTrusting, reviseWorkloadIssuer, takeWorkloadIssuer } from './workload-issuer-change.ts';

export async function setWorkloadIssuerStatus(
  request: Request<'activateWorkloadIssuer' | 'deactivateWorkloadIssuer'>,
  tx: Transaction,
  status: 'active' | 'inactive',
): Promise<Answer> {
  const issuer = await takeWorkloadIssuer(request, tx);
  if (issuer.status === status) return showing(200, issuer, presentWorkloadIssuer(issuer));
  // Shutting an issuer out gives nobody anything, and must not wait for whoever holds enough.
  if (status === 'active') await requireControlOfTrusting(request, tx, issuer);
  const revised = await reviseWorkloadIssuer(request, tx, issuer, { status });
  return showing(200, revised, presentWorkloadIssuer(revised));
}
