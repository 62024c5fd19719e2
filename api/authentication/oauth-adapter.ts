/** What the OAuth2 server keeps, in MongoDB: tokens under the hash of their id, and clients as they stand now. */

import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Store } from '../../store/store.ts';
import { oauthPayloadId } from './access-token.ts';

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

/** For what client credentials never ask. */
const NOTHING: Adapter = {
  upsert: async () => undefined,
  find: async () => undefined,
  findByUserCode: async () => undefined,
  findByUid: async () => undefined,
  consume: async () => undefined,
  destroy: async () => undefined,
  revokeByGrantId: async () => undefined,
};

/** `client_secret` holds the hash; the server compares through `compareClientSecret`, which oauth-server.ts replaces. */
async function findClient(store: Store, clientId: string): Promise<AdapterPayload | undefined> {
  const application = await store.models.applications.findOne({ client_id: { $eq: clientId } }).lean();
  if (application?.status !== 'active') return undefined;
  return {
    client_id: application.client_id,
    client_secret: application.secret_hash,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    token_endpoint_auth_method: 'client_secret_basic',
  };
}
