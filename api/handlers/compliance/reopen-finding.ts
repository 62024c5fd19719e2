/** POST /v1/compliance/findings/{id}/reopen */

import { CapstanError } from '../../../domain/errors.ts';
import { command } from '../../operation.ts';
import { changeFinding, findingToChange } from './find-finding.ts';

export const reopenFinding = command('reopenFinding', async (request, tx) => {
  const finding = await findingToChange(request, tx);
  if (finding.acceptance === null || finding.status === 'resolved') {
    throw new CapstanError('conflict', 'The finding is not accepted, and nobody has asked for that.');
  }
  const change = finding.status === 'accepted' ? 'accepted no longer' : 'the request is taken back';
  return changeFinding(
    request,
    tx,
    finding,
    { step: 'acceptance_taken_back', status: 'open', acceptance: null },
    change,
  );
});
