/** POST /v1/compliance/findings/{id}/agree */

import { CapstanError } from '../../../domain/errors.ts';
import { command } from '../../operation.ts';
import { changeFinding, findingToChange } from './find-finding.ts';

export const agreeToFinding = command('agreeToFinding', async (request, tx) => {
  const { now, auditActor } = request;
  const finding = await findingToChange(request, tx);
  const { acceptance, status } = finding;
  if (status !== 'open' || acceptance === null) {
    throw new CapstanError(
      'conflict',
      'Nobody waits for somebody to agree: the finding is not open, or nobody has asked.',
    );
  }
  if (acceptance.until <= now) throw new CapstanError('conflict', 'Its day is past; reopen it, and ask anew.');
  const { asked_by: asked } = acceptance;
  if (auditActor.type !== 'user' || (asked.type === auditActor.type && asked.id === auditActor.id)) {
    throw new CapstanError('forbidden', 'A person other than who has asked for it has to agree.');
  }
  const agreed = { ...acceptance, agreed_by: auditActor, agreed_at: now };
  const change = `accepted until ${acceptance.until.toISOString()}`;
  return changeFinding(request, tx, finding, { step: 'accepted', status: 'accepted', acceptance: agreed }, change);
});
