/** A gateway before a real sshd, for measuring: sessions are asked for at the API, and its own metrics say what they cost. */

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { Secret } from '../../domain/secret.ts';
import { type DemoSshd, startDemoSshd } from '../../launcher/demo/sshd.ts';
import { freePort } from '../../launcher/engines/free-port.ts';
import { gatewayService } from '../../launcher/services.ts';
import type { ApiClient } from '../../launcher/tour/api-client.ts';
import { administrator } from '../operator.ts';
import type { Stack } from '../stack.ts';
import type { Place } from './side.ts';

const ACCOUNT = 'bench';
const identified = z.object({ id: z.number() });
const asked = z.object({ session: z.object({ public_id: z.string() }) });
const launched = z.object({ launch_token: z.string() });
const scopes = z.object({ scopes: z.array(z.object({ id: z.number(), parent_id: z.number().nullable() })) });

export interface Cost {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

export class GatewayUnderLoad {
  readonly #api: ApiClient;
  readonly #sshd: DemoSshd;
  readonly #password: string;
  readonly #ports: { readonly ssh: number; readonly probe: number };
  readonly #resource: number;

  private constructor(
    api: ApiClient,
    sshd: DemoSshd,
    password: string,
    ports: { readonly ssh: number; readonly probe: number },
    resource: number,
  ) {
    this.#api = api;
    this.#sshd = sshd;
    this.#password = password;
    this.#ports = ports;
    this.#resource = resource;
  }

  /** @throws Error where this machine cannot run an sshd. */
  static async start(stack: Stack): Promise<GatewayUnderLoad> {
    const directory = join(stack.settings.dataDir, 'sshd');
    const sshd = await startDemoSshd({ directory, accounts: [{ username: ACCOUNT, uid: 2_000 }] });
    if (!sshd.available) throw new Error(`sessions are measured against a real sshd: ${sshd.reason}`);
    try {
      return await GatewayUnderLoad.#before(sshd, stack);
    } catch (error) {
      await sshd.stop();
      throw error;
    }
  }

  static async #before(sshd: DemoSshd, stack: Stack): Promise<GatewayUnderLoad> {
    const password = randomBytes(18).toString('base64url');
    await sshd.setPassword(ACCOUNT, new Secret(password));
    const [probe, pages, ssh] = [await freePort(), await freePort(), await freePort()];
    await stack.begin((options) => gatewayService(options, { probe, pages, ssh, postgres: null }));
    const api = administrator(stack);
    const resource = await register(api, sshd, password);
    return new GatewayUnderLoad(api, sshd, password, { ssh, probe }, resource);
  }

  get target(): Place {
    return { port: this.#sshd.port, username: ACCOUNT, password: this.#password };
  }

  /** A session that waits for its client; only what comes then is measured. */
  async session(): Promise<Place> {
    const body = { resource_id: this.#resource, mode: 'native_client', reason: 'measurement' };
    const { session } = await this.#api.call('POST', '/v1/connect/sessions', asked, body);
    const path = `/v1/connect/sessions/${session.public_id}/launch`;
    const { launch_token: password } = await this.#api.call('POST', path, launched);
    return { port: this.#ports.ssh, username: session.public_id, password };
  }

  /** What the gateway's process has cost so far. */
  async cost(): Promise<Cost> {
    const text = await (await fetch(`http://127.0.0.1:${this.#ports.probe}/metrics`)).text();
    const value = (name: string) => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
    return {
      cpuSeconds: value('process_cpu_seconds_total'),
      residentBytes: value('process_resident_memory_bytes'),
    };
  }

  async stop(): Promise<void> {
    await this.#sshd.stop();
  }
}

async function register(api: ApiClient, sshd: DemoSshd, password: string): Promise<number> {
  const { scopes: tree } = await api.call('GET', '/v1/scopes', scopes);
  const scope_id = tree.find(({ parent_id }) => parent_id === null)?.id;
  const named = { name: 'bench sessions', scope_id };
  const device = await api.call('POST', '/v1/devices', identified, {
    ...named,
    kind: 'ssh',
    address: '127.0.0.1',
    port: sshd.port,
    trust: { kind: 'ssh_host_key', fingerprints: [sshd.hostKeyFingerprint] },
  });
  const platform = await api.call('POST', '/v1/platforms', identified, {
    name: named.name,
    connector: 'ssh_password',
    settings: {},
  });
  const resource = await api.call('POST', '/v1/resources', identified, {
    ...named,
    type: 'linux_account',
    device_id: device.id,
    platform_id: platform.id,
    username: ACCOUNT,
  });
  await api.call('POST', '/v1/credentials', identified, { resource_id: resource.id, secret: password });
  const rules = { connect_allowed: true };
  const policy = await api.call('POST', '/v1/policies', identified, { name: 'bench sessions', rules });
  const binding = { policy_id: policy.id, target_type: 'resource', target_id: resource.id };
  await api.call('POST', '/v1/policy-bindings', identified, binding);
  return resource.id;
}
