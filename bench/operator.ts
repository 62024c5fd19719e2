/** An application at the public API with a bearer token: asks for rotations and follows each to its end. */

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Secret } from '../domain/secret.ts';
import { type ApiClient, createApiClient } from '../launcher/tour/api-client.ts';
import type { Stack } from './stack.ts';

const identified = z.object({ id: z.number() });
const application = identified.extend({ client_id: z.string(), client_secret: z.string() });
const token = z.object({ access_token: z.string() });
const scopes = z.object({ scopes: z.array(z.object({ id: z.number(), parent_id: z.number().nullable() })) });
const accepted = z.object({ job_id: z.number() });
const end = z.object({ status: z.string() });

const JOB_WITHIN_MS = 60_000;
/** Above the highest concurrency that is measured: what is measured is the work, not the limit. */
const MAX_PARALLEL_PER_DEVICE = 64;

export function administrator({ baseUrl, adminPasswordFile }: Stack): ApiClient {
  return createApiClient(baseUrl, adminPasswordFile);
}

/** An access token for a new application with the role `operator`. */
export async function accessToken(stack: Stack): Promise<string> {
  const admin = administrator(stack);
  const page = await admin.call('GET', '/v1/scopes', scopes);
  const scope_id = page.scopes[0]?.id;
  const authorized_resources = [{ areas: ['resources', 'jobs'] }];
  const body = { name: `bench ${randomUUID()}`, scope_id, authorized_resources };
  const made = await admin.call('POST', '/v1/applications', application, body);
  await admin.call('POST', '/v1/grants', identified, {
    subject_type: 'application',
    subject_id: made.id,
    role: 'operator',
    scope_id,
  });
  const response = await fetch(`${stack.baseUrl}/v1/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: made.client_id,
      client_secret: made.client_secret,
    }),
  });
  if (!response.ok) throw new Error(`POST /v1/oauth2/token answered ${response.status}`);
  return token.parse(await response.json()).access_token;
}

export interface ManagedRole {
  readonly resourceId: number;
  readonly credentialId: number;
  readonly username: string;
}

/** Registers the PostgreSQL of `stack` as a device and gives back how to put a role of it under management. */
export async function registerTarget(
  stack: Stack,
): Promise<(role: { readonly username: string; readonly password: Secret }) => Promise<ManagedRole>> {
  const api = administrator(stack);
  const { scopes: tree } = await api.call('GET', '/v1/scopes', scopes);
  const scope_id = tree.find(({ parent_id }) => parent_id === null)?.id;
  const name = `bench ${randomUUID()}`;
  const device = await api.call('POST', '/v1/devices', identified, {
    name,
    scope_id,
    kind: 'postgres',
    address: '127.0.0.1',
    port: stack.postgres.port,
    trust: { kind: 'tls', ca_pem: stack.postgres.caPem },
  });
  const platform = await api.call('POST', '/v1/platforms', identified, {
    name,
    connector: 'postgres',
    settings: { database: 'postgres' },
    max_parallel_per_device: MAX_PARALLEL_PER_DEVICE,
  });
  return async ({ username, password }) => {
    const resource = await api.call('POST', '/v1/resources', identified, {
      name: username,
      type: 'postgres_role',
      scope_id,
      device_id: device.id,
      platform_id: platform.id,
      username,
    });
    const secret = { resource_id: resource.id, secret: password.reveal() };
    const credential = await api.call('POST', '/v1/credentials', identified, secret);
    return { resourceId: resource.id, credentialId: credential.id, username };
  };
}

/**
 * Asks for a rotation and resolves once the stream of its events says that it succeeded.
 * @throws Error where it ended otherwise, or did not end within a minute.
 */
export async function rotate({ baseUrl }: Stack, bearer: string, { resourceId }: ManagedRole): Promise<void> {
  const headers = { Authorization: `Bearer ${bearer}` };
  const signal = AbortSignal.timeout(JOB_WITHIN_MS);
  const answer = await fetch(`${baseUrl}/v1/resources/${resourceId}/rotate`, { method: 'POST', headers, signal });
  if (answer.status !== 202) throw new Error(`rotate answered ${answer.status}: ${await answer.text()}`);
  const { job_id: job } = accepted.parse(await answer.json());
  const stream = await fetch(`${baseUrl}/v1/jobs/${job}/events`, { headers, signal });
  if (!stream.ok) throw new Error(`the events of job ${job} answered ${stream.status}: ${await stream.text()}`);
  const status = await endOf(stream, job).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    throw new Error(`the events of job ${job} showed no end of it within ${JOB_WITHIN_MS / 1_000} s`);
  });
  if (status !== 'succeeded') throw new Error(`job ${job} ended as ${status}`);
}

/** The status in the event `end`, as soon as it is there: the server may take a while to close the stream after it. */
async function endOf(stream: Response, job: number): Promise<string> {
  let text = '';
  for await (const part of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += part;
    const data = /^event: ?end\ndata: ?(.*)\n\n/m.exec(text)?.[1];
    if (data !== undefined) return end.parse(JSON.parse(data)).status;
  }
  throw new Error(`the events of job ${job} broke off before its end`);
}
