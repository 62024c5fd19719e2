/** Registers devices, resources and credentials through the API, or brings those of an earlier tour up to date. */

import { z } from 'zod';
import type { Secret } from '../../domain/secret.ts';
import type { ApiClient } from './api-client.ts';

export interface Registration {
  device(wanted: WantedDevice): Promise<Registered>;
  resource(wanted: WantedResource): Promise<Registered>;
  /** Hands in the secret that works now; answers with the id of the credential. */
  credential(resourceId: number, secret: Secret): Promise<Registered>;
  /** Says which resource sets the credentials of the others on a device. */
  reconcileBy(deviceId: number, resourceId: number): Promise<void>;
}

export interface Registered {
  readonly id: number;
  readonly made: boolean;
}

export interface WantedDevice {
  readonly name: string;
  readonly kind: 'postgres' | 'ssh';
  readonly address: string;
  readonly port: number;
  readonly trust: Readonly<Record<string, unknown>>;
}

export interface WantedResource {
  readonly name: string;
  readonly type: 'postgres_role' | 'linux_account';
  readonly deviceId: number;
  readonly connector: 'postgres' | 'ssh_password' | 'ssh_key';
  readonly username: string;
}

const IDLE_WITHIN_MS = 60_000;
const identified = z.object({ id: z.number() });
const device = identified.extend({ name: z.string(), kind: z.string(), status: z.string() });
const resource = identified.extend({
  name: z.string(),
  device_id: z.number(),
  username: z.string(),
  status: z.string(),
});
const devices = z.object({ devices: z.array(device) });
const platforms = z.object({ platforms: z.array(identified) });
const scopes = z.object({ scopes: z.array(identified.extend({ parent_id: z.number().nullable() })) });
const credentials = z.object({ credentials: z.array(identified) });
const context = z.object({ last_jobs: z.array(z.object({ job_id: z.number(), ended_at: z.string().nullable() })) });

/**
 * Everything goes below the root scope and onto the platforms that every organization starts with. `onNewResource`
 * hears what is about to be sent to POST /v1/resources.
 */
export async function openRegistration(api: ApiClient, onNewResource: (body: unknown) => void): Promise<Registration> {
  const { scopes: tree } = await api.call('GET', '/v1/scopes', scopes);
  const scopeId = tree.find(({ parent_id }) => parent_id === null)?.id;
  if (scopeId === undefined) throw new Error('GET /v1/scopes shows no root scope');

  async function platformFor(connector: string): Promise<number> {
    const { platforms: found } = await api.call('GET', `/v1/platforms?connector=${connector}&limit=1`, platforms);
    if (found[0]) return found[0].id;
    throw new Error(`there is no platform with the connector ${connector}; POST /v1/platforms makes one`);
  }

  return {
    async device(wanted) {
      const { devices: alike } = await api.call('GET', `/v1/devices?name=${wanted.name}`, devices);
      const there = alike.find(({ name }) => name === wanted.name);
      if (!there) {
        const made = await api.call('POST', '/v1/devices', identified, { ...wanted, scope_id: scopeId });
        return { id: made.id, made: true };
      }
      if (there.kind !== wanted.kind) throw taken('device', wanted.name);
      const { address, port, trust } = wanted;
      await api.call('PATCH', `/v1/devices/${there.id}`, identified, { address, port, trust });
      if (there.status === 'inactive') await api.call('POST', `/v1/devices/${there.id}/activate`, identified);
      return { id: there.id, made: false };
    },

    async resource({ name, type, deviceId, connector, username }) {
      const platformId = await platformFor(connector);
      const alike = await api.call('GET', `/v1/resources?name=${name}`, z.array(resource));
      const there = alike.find((one) => one.name === name);
      if (!there) {
        const body = { name, type, device_id: deviceId, platform_id: platformId, scope_id: scopeId, username };
        onNewResource(body);
        const made = await api.call('POST', '/v1/resources', identified, body);
        return { id: made.id, made: true };
      }
      if (there.device_id !== deviceId || there.username !== username) throw taken('resource', name);
      if (there.status === 'inactive') await api.call('POST', `/v1/resources/${there.id}/activate`, identified);
      return { id: there.id, made: false };
    },

    async credential(resourceId, secret) {
      const path = `/v1/credentials?resource_id=${resourceId}&status=active`;
      const [there] = (await api.call('GET', path, credentials)).credentials;
      if (!there) {
        const body = { resource_id: resourceId, secret: secret.reveal() };
        const made = await api.call('POST', '/v1/credentials', identified, body);
        return { id: made.id, made: true };
      }
      await untilIdle(api, resourceId);
      await api.call('PUT', `/v1/credentials/${there.id}/secret`, identified, { secret: secret.reveal() });
      return { id: there.id, made: false };
    },

    async reconcileBy(deviceId, resourceId) {
      await api.call('PATCH', `/v1/devices/${deviceId}`, identified, { reconcile_resource_id: resourceId });
    },
  };
}

/** A tour that was cut off may have left jobs at work, which end by themselves. */
async function untilIdle(api: ApiClient, resourceId: number): Promise<void> {
  const { last_jobs: jobs } = await api.call('GET', `/v1/resources/${resourceId}/context`, context);
  for (const job of jobs) if (job.ended_at === null) await api.untilEnded(job.job_id, IDLE_WITHIN_MS);
}

function taken(what: string, name: string): Error {
  return new Error(`there is another ${what} with the name ${name}; rename it with PATCH, the tour uses that name`);
}
