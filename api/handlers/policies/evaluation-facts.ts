/** Facts of a request that nobody makes: the caller's own, where the question does not say otherwise. */

import type { PolicyRequest } from '../../../store/policy/ask-policy.ts';
import { instantOf } from '../../../store/policy/maintenance.ts';
import type { Request } from '../../operation.ts';
import { unusable } from '../found.ts';

export function factsOf({
  body,
  auditActor: actor,
  now,
}: Pick<Request<'evaluatePolicy'>, 'body' | 'auditActor' | 'now'>): Omit<PolicyRequest, 'operation'> {
  return {
    actor,
    isBulk: body.bulk ?? false,
    reason: body.reason ?? null,
    ticketId: body.ticket_id ?? null,
    minutes: body.minutes ?? null,
    now: body.at === undefined ? now : requireInstant(body.at),
  };
}

function requireInstant(text: string): Date {
  const instant = instantOf(text);
  if (instant === null) throw unusable('at', 'is no time of RFC 3339');
  return new Date(instant);
}
