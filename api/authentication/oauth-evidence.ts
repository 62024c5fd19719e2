/** The audit record of a token that was issued, refused, revoked or asked about. */

import type { KoaContextWithOIDC } from 'oidc-provider';
import type { AuditActor, AuditEntry } from '../../domain/audit.ts';
import { FIRST_ORGANIZATION_ID } from '../../domain/permissions.ts';
import type { ApplicationDocument } from '../../store/models/identity.ts';
import type { Store } from '../../store/store.ts';
import type { Exchange } from '../exchange.ts';
import { METHOD_OF } from './access-token.ts';
import { oauthNotes } from './oauth-notes.ts';

type KnownApplication = Pick<ApplicationDocument, '_id' | 'organization_id' | 'scope_id' | 'name' | 'authentication'>;

const KNOWN_FIELDS = { organization_id: 1, scope_id: 1, name: 1, authentication: 1 } as const;
const MAX_WORDS_LENGTH = 500;

/** What happened, from the state of the answer; a failed client authentication is a stranger's. */
export async function oauthEntry(store: Store, exchange: Exchange, ctx: KoaContextWithOIDC): Promise<AuditEntry> {
  const clientId = ctx.oidc?.client?.clientId ?? claimedClientId(ctx);
  const application =
    clientId === undefined
      ? null
      : await store.models.applications
          .findOne({ client_id: { $eq: clientId } }, KNOWN_FIELDS)
          .lean<KnownApplication>();
  const refusal = ctx.status < 400 ? null : errorCodeOf(ctx.body);
  const isStranger = refusal === 'invalid_client' || !isProven(ctx);
  const { operation } = exchange;
  exchange.code = refusal;
  return {
    organization_id: application?.organization_id ?? FIRST_ORGANIZATION_ID,
    scope_id: application?.scope_id ?? null,
    resource_id: null,
    actor: actorOf(isStranger ? null : application, application?.authentication, exchange),
    target_type: operation?.targetType ?? 'token',
    target_id: application?._id ?? null,
    operation: operation?.auditOperation ?? 'token.issue',
    permission: null,
    status: refusal === null ? 'succeeded' : isStranger ? 'denied' : 'failed',
    code: refusal,
    reason: null,
    change: oauthNotes(ctx).change?.slice(0, MAX_WORDS_LENGTH) ?? null,
    ticket_id: null,
    job_id: null,
    correlation_id: exchange.correlationId,
    trace_id: exchange.traceId,
  };
}

/**
 * A client without secret and key has only said who it is, until its outside token is accepted or it shows an access
 * token of its own.
 */
function isProven(ctx: KoaContextWithOIDC): boolean {
  const client = ctx.oidc?.client;
  if (!client) return false;
  if (client.clientAuthMethod !== 'none' || oauthNotes(ctx).issuedFor) return true;
  return ctx.oidc.entities.ClientCredentials?.clientId === client.clientId;
}

function actorOf(
  application: KnownApplication | null,
  claimed: ApplicationDocument['authentication'] = 'client_secret',
  { address }: Exchange,
): AuditActor {
  const authentication = METHOD_OF[claimed];
  if (!application) {
    return { type: 'anonymous', id: null, name: 'anonymous', organization_id: null, authentication, address };
  }
  const { _id: id, name, organization_id } = application;
  return { type: 'application', id, name, organization_id, authentication, address };
}

/** Whom the request claims to be: only to find the organization that the attempt concerns. */
function claimedClientId(ctx: KoaContextWithOIDC): string | undefined {
  const parameter = ctx.oidc?.params?.['client_id'];
  if (typeof parameter === 'string') return parameter;
  const [, encoded] = /^basic +([A-Za-z0-9+/=]+)$/i.exec(ctx.headers.authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [name] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return name;
}

function errorCodeOf(body: unknown): string {
  const code: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'error') : undefined;
  return typeof code === 'string' ? code : 'server_error';
}
