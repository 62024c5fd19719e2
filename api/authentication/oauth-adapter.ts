/** What the OAuth2 server keeps, in MongoDB: tokens under the hash of their id, and clients as they stand now. */

import type { Adapter, AdapterPayload, JWK } from 'oidc-provider';
import type { ApplicationDocument } from '../../store/models/identity.ts';
import type { Store } from '../../store/store.ts';
import { oauthPayloadId } from './access-token.ts';
import { secretsInForce } from './issued-for.ts';
import { CLIENT_CREDENTIALS, TOKEN_EXCHANGE } from './oauth-grants.ts';

/** One adapter per kind (`ClientCredentials`, `Client`, …), as oidc-provider asks for them. */
export function oauthAdapter(store: Store, kind: string): Adapter {
  const payloads = store.models.oauthPayloads;
  if (kind === 'Client') return { ...NOTHING, find: (clientId) => findClient(store, clientId) };
  return {
    ...NOTHING,
    async upsert(id, payload, expiresIn) {
      // `jti` is the token itself, which the database must not know.
      const { jti: _, ...kept } = payload;
      await payloads.replaceOne(
        { _id: oauthPayloadId(kind, id) },
        {
          kind,
          payload: kept,
          grant_id: payload.grantId ?? null,
          consumed_at: null,
          expires_at: expiresIn === undefined ? null : new Date(Date.now() + expiresIn * 1000),
        },
        { upsert: true },
      );
    },
    async find(id) {
      const found = await payloads.findById(oauthPayloadId(kind, id)).lean();
      return found ? { ...found.payload, jti: id, ...(found.consumed_at ? { consumed: true } : {}) } : undefined;
    },
    async consume(id) {
      await payloads.updateOne({ _id: oauthPayloadId(kind, id) }, { $set: { consumed_at: new Date() } });
    },
    async destroy(id) {
      await payloads.deleteOne({ _id: oauthPayloadId(kind, id) });
    },
    async revokeByGrantId(grantId) {
      await payloads.deleteMany({ grant_id: grantId });
    },
  };
}

/** For what these grants never ask. */
const NOTHING: Adapter = {
  upsert: async () => undefined,
  find: async () => undefined,
  findByUserCode: async () => undefined,
  findByUid: async () => undefined,
  consume: async () => undefined,
  destroy: async () => undefined,
  revokeByGrantId: async () => undefined,
};

/** undefined for a client that is unknown, not active, or has nothing to prove itself by. */
async function findClient({ models }: Store, clientId: string): Promise<AdapterPayload | undefined> {
  const application = await models.applications
    .findOne({ client_id: { $eq: clientId }, status: 'active' })
    .lean<ApplicationDocument>();
  if (!application) return undefined;
  const isOpen = await models.organizations.exists({ _id: application.organization_id, status: 'active' });
  const proof = isOpen ? proofOf(application, new Date()) : undefined;
  return proof && { ...proof, client_id: clientId, redirect_uris: [], response_types: [] };
}

function proofOf(application: ApplicationDocument, now: Date): AdapterPayload | undefined {
  switch (application.authentication) {
    case 'client_secret': {
      const secrets = secretsInForce(application, now);
      if (secrets.length === 0) return undefined;
      return {
        grant_types: [CLIENT_CREDENTIALS],
        token_endpoint_auth_method: 'client_secret_basic',
        // Hashes: the server compares through `compareClientSecret`, which oauth-server.ts replaces.
        client_secret: secrets.map(({ hash }) => hash).join(','),
      };
    }
    case 'private_key_jwt': {
      const keys = application.public_keys.map(({ jwk }) => ({ ...jwk }));
      if (keys.length === 0) return undefined;
      return {
        grant_types: [CLIENT_CREDENTIALS],
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: keys as JWK[] },
      };
    }
    case 'workload_identity':
      return { grant_types: [TOKEN_EXCHANGE], token_endpoint_auth_method: 'none' };
  }
}
