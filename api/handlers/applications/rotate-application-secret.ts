/** POST /v1/applications/{id}/secrets */

import type { ApplicationSecret } from '../../../store/models/identity.ts';
import { issueSecret } from '../../authentication/secrets.ts';
import { command } from '../../operation.ts';
import { showing } from '../revision.ts';
import { dropTokens, requireAuthentication, reviseApplication, takeApplication } from './application-change.ts';
import { presentApplication } from './present-application.ts';

const DEFAULT_OVERLAP_SECONDS = 86_400;

export const rotateApplicationSecret = command('rotateApplicationSecret', async (request, tx) => {
  const { body, now } = request;
  const application = await takeApplication(request, tx);
  requireAuthentication(application, 'client_secret', 'secret');
  const overlapSeconds = body?.overlap_seconds ?? DEFAULT_OVERLAP_SECONDS;
  const { text, hash, hint } = issueSecret('clientSecret');
  const before = outgoing(application.secrets, overlapSeconds, now);
  const secrets: ApplicationSecret[] = [{ hint, hash, created_at: now, expires_at: null }, ...before];
  const revised = await reviseApplication(request, tx, application, { secrets });
  if (before.length === 0) await dropTokens(request, tx, application);
  const overlap = before[0]?.expires_at?.toISOString();
  return {
    ...showing(200, revised, { ...presentApplication(revised, now), client_secret: text }),
    change: overlap ? `the secret before works until ${overlap}` : 'no secret before works any more',
    reason: body?.reason ?? null,
  };
});

/** The newest secret so far, for as long as the overlap lasts; those that were on their way out already go now. */
function outgoing(secrets: readonly ApplicationSecret[], overlapSeconds: number, now: Date): ApplicationSecret[] {
  if (overlapSeconds === 0) return [];
  const expires_at = new Date(now.getTime() + overlapSeconds * 1_000);
  return secrets.filter((secret) => secret.expires_at === null).map((secret) => ({ ...secret, expires_at }));
}
