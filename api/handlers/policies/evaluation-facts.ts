/** Facts of a request that nobody makes: the caller's own, where the question does not say otherwise. */

import type { Place } from '../../../domain/access.ts';
import { CapstanError } from '../../../domain/errors.ts';
import type { PolicyRequest } from '../../../store/policy/ask-policy.ts';
import { instantOf } from '../../../store/policy/maintenance.ts';
import type { components } from '../../generated/openapi.ts';
import { requireKnownSubject } from '../access/asked-subject.ts';
import { unusable } from '../found.ts';
import { showSubjects } from '../subjects.ts';
import type { EvaluateRequest } from './drafted-book.ts';

export interface AskedFacts {
  readonly request: Omit<PolicyRequest, 'operation'>;
  /** Who it is, on the wire; null: Capstan by itself. */
  readonly subject: components['schemas']['AccessSubject'] | null;
}

type AskingAs = PolicyRequest['actor'];

/** Where the question does not say: nobody else has proven anything here. */
const AUTHENTICATION = { user: 'basic', application: 'oauth2_client_credentials' } as const;
const CAPSTAN: AskingAs = { type: 'system', id: null, authentication: 'none', address: null };

/**
 * @param place what it is asked about.
 * @throws CapstanError `unprocessable` where it names nobody whom the caller can name; `forbidden` where the caller may not see
 *   there what others may do.
 */
export async function readFacts(request: EvaluateRequest, place: Place): Promise<AskedFacts> {
  const { body, now } = request;
  const asking = await readAsking(request, place);
  const { authentication = asking.authentication, address = asking.address } = body;
  if (asking.type === 'system' && (body.authentication ?? body.address) !== undefined) {
    throw unusable('as', 'is Capstan itself, which comes from no address and proves nothing');
  }
  const subject = asking.type === 'system' ? null : await shownAs(request, asking);
  const facts = {
    actor: { ...asking, authentication, address },
    isBulk: body.bulk ?? false,
    reason: body.reason ?? null,
    ticketId: body.ticket_id ?? null,
    minutes: body.minutes ?? null,
    now: body.at === undefined ? now : requireInstant(body.at),
  };
  return { request: facts, subject };
}

async function readAsking(request: EvaluateRequest, place: Place): Promise<AskingAs> {
  const { access, actor, auditActor, body, organizationId } = request;
  const { as } = body;
  if (as === undefined) return auditActor;
  if (as.type === 'system') {
    if ((as.id ?? as.public_id) !== undefined) throw unusable('as.id', 'is not taken: Capstan itself has none');
    return CAPSTAN;
  }
  const isAtHome = actor.homeOrganizationId === organizationId;
  if (isAtHome && as.type === actor.type && as.id === actor.id) return auditActor;
  const { subject } = await requireKnownSubject(request, { ...as, type: as.type }, 'as');
  if (subject.type === actor.type && subject.id === actor.id) return auditActor;
  if (!access.allows(place, 'grant:read')) {
    const { reason } = access.decide(place, 'grant:read');
    throw new CapstanError('forbidden', `The question as somebody else needs grant:read: ${reason}.`);
  }
  return { type: as.type, id: subject.id, authentication: AUTHENTICATION[as.type], address: null };
}

async function shownAs(request: EvaluateRequest, { type, id }: AskingAs): Promise<AskedFacts['subject']> {
  if ((type !== 'user' && type !== 'application') || id === null) throw new Error(`a request comes from ${type} ${id}`);
  const show = await showSubjects(request, [{ type, id }]);
  return { type, ...show({ type, id }) };
}

function requireInstant(text: string): Date {
  const instant = instantOf(text);
  if (instant === null) throw unusable('at', 'is no time of RFC 3339');
  return new Date(instant);
}
