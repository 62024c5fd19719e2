/** The audit record of a token that was issued, refused or revoked. */

import type { KoaContextWithOIDC } from 'oidc-provider';
import type { AuditEntry } from '../../domain/audit.ts';
import type { Store } from '../../store/store.ts';
import type { Exchange } from '../exchange.ts';

/** What happened, from the state of the answer; a failed client authentication is a stranger's. */
export async function oauthEntry(store: Store, exchange: Exchange, ctx: KoaContextWithOIDC): Promise<AuditEntry> {
  const clientId = ctx.oidc?.client?.clientId ?? claimedClientId(ctx);
  const application =
    clientId === undefined
      ? null
      : await store.models.applications
          .findOne({ client_id: { $eq: clientId } }, { organization_id: 1, name: 1 })
          .lean();
  const refusal = ctx.status < 400 ? null : errorCodeOf(ctx.body);
  const isKnown = application !== null && refusal !== 'invalid_client';
  const { address, operation } = exchange;
  const authentication = 'oauth2_client_credentials';
  exchange.code = refusal;
  return {
    organization_id: application?.organization_id ?? 1,
    actor: isKnown
      ? { type: 'application', id: application._id, name: application.name, authentication, address }
      : { type: 'anonymous', id: null, name: 'anonymous', authentication, address },
    target_type: operation?.targetType ?? 'token',
    target_id: application?._id ?? null,
    operation: operation?.auditOperation ?? 'token.issue',
    permission: null,
    status: refusal === null ? 'succeeded' : refusal === 'invalid_client' ? 'denied' : 'failed',
    code: refusal,
    reason: null,
    ticket_id: null,
    job_id: null,
    correlation_id: exchange.correlationId,
    trace_id: exchange.traceId,
  };
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
