/** The part of the settings that a gateway has for itself. */

import { BlockList, isIP, isIPv6 } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { filled, host, port, publicUrl } from './setting-forms.ts';
import { tlsPairProblems } from './tls-pair.ts';

/** One side of a gateway: the port that it listens on; null: it has none. */
const portOrNone = z
  .union([z.literal('0').transform(() => null), port], { error: 'must be 1 to 65535, or 0 for none' })
  .optional();

export const gatewayEnvironment = {
  CAPSTAN_GATEWAY_HOST: host.default('127.0.0.1'),
  CAPSTAN_GATEWAY_PORT: port.default(8430),
  CAPSTAN_GATEWAY_SSH_PORT: portOrNone,
  CAPSTAN_GATEWAY_POSTGRES_PORT: portOrNone,
  CAPSTAN_GATEWAY_PUBLIC_URL: publicUrl.optional(),
  CAPSTAN_GATEWAY_PUBLIC_HOST: host.optional(),
  CAPSTAN_GATEWAY_TLS_CERT: filled.optional(),
  CAPSTAN_GATEWAY_TLS_KEY: filled.optional(),
  CAPSTAN_GATEWAY_HOST_KEY_FILE: filled.optional(),
  CAPSTAN_GATEWAY_PROBE_PORT: port.optional(),
  CAPSTAN_GATEWAY_LEASE_SECONDS: z.coerce.number({ error: 'is not a number' }).int().min(5).max(300).default(15),
  CAPSTAN_GATEWAY_DRAIN_SECONDS: z.coerce.number({ error: 'is not a number' }).int().min(0).max(86_400).default(30),
};

export interface GatewaySettings {
  readonly host: string;
  /** Of the pages. */
  readonly port: number;
  /** null: there is no SSH server, or no PostgreSQL proxy. */
  readonly sshPort: number | null;
  readonly postgresPort: number | null;
  /** Where browsers reach the pages, without a slash at the end. */
  readonly publicUrl: string;
  /** Where native clients reach it. */
  readonly publicHost: string;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** The key by which the SSH server is known. */
  readonly hostKeyFile: string;
  /** Of `/healthz`, `/readyz` and `/metrics`; undefined: it serves none. */
  readonly probePort: number | undefined;
  /** Not heard of for so long, a gateway has lost its sessions. */
  readonly leaseMs: number;
  /** For so long sessions go on when it is told to stop. */
  readonly drainMs: number;
}

const DEFAULT_SSH_PORT = 8432;
const DEFAULT_POSTGRES_PORT = 8433;

type GatewayEnvironment = z.infer<z.ZodObject<typeof gatewayEnvironment>>;

export function gatewaySettingsOf(env: GatewayEnvironment, dataDir: string): GatewaySettings {
  const { CAPSTAN_GATEWAY_HOST: listens, CAPSTAN_GATEWAY_PORT: webPort } = env;
  const tls =
    env.CAPSTAN_GATEWAY_TLS_CERT && env.CAPSTAN_GATEWAY_TLS_KEY
      ? { certFile: resolve(env.CAPSTAN_GATEWAY_TLS_CERT), keyFile: resolve(env.CAPSTAN_GATEWAY_TLS_KEY) }
      : undefined;
  const reached = env.CAPSTAN_GATEWAY_PUBLIC_HOST ?? reachable(listens);
  const shown = isIPv6(reached) ? `[${reached}]` : reached;
  return {
    host: listens,
    port: webPort,
    sshPort: env.CAPSTAN_GATEWAY_SSH_PORT === undefined ? DEFAULT_SSH_PORT : env.CAPSTAN_GATEWAY_SSH_PORT,
    postgresPort:
      env.CAPSTAN_GATEWAY_POSTGRES_PORT === undefined ? DEFAULT_POSTGRES_PORT : env.CAPSTAN_GATEWAY_POSTGRES_PORT,
    publicUrl: env.CAPSTAN_GATEWAY_PUBLIC_URL ?? `${tls ? 'https' : 'http'}://${shown}:${webPort}`,
    publicHost: reached,
    tls,
    hostKeyFile: resolve(env.CAPSTAN_GATEWAY_HOST_KEY_FILE ?? `${dataDir}/keys/gateway-host.json`),
    probePort: env.CAPSTAN_GATEWAY_PROBE_PORT,
    leaseMs: env.CAPSTAN_GATEWAY_LEASE_SECONDS * 1_000,
    drainMs: env.CAPSTAN_GATEWAY_DRAIN_SECONDS * 1_000,
  };
}

function reachable(listens: string): string {
  if (listens === '0.0.0.0') return '127.0.0.1';
  return listens === '::' ? '::1' : listens;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** What contradicts itself, or would have tokens cross a network in clear. */
export function gatewayProblems(given: Record<string, string | undefined>): string[] {
  const { CAPSTAN_GATEWAY_TLS_CERT: certFile, CAPSTAN_GATEWAY_TLS_KEY: keyFile } = given;
  if (Boolean(certFile) !== Boolean(keyFile)) {
    return ['CAPSTAN_GATEWAY_TLS_CERT and CAPSTAN_GATEWAY_TLS_KEY go together; one of them is missing'];
  }
  if (certFile && keyFile) {
    return tlsPairProblems(certFile, keyFile, { cert: 'CAPSTAN_GATEWAY_TLS_CERT', key: 'CAPSTAN_GATEWAY_TLS_KEY' });
  }
  const listens = given['CAPSTAN_GATEWAY_HOST'] ?? '127.0.0.1';
  if (isLoopback(listens)) return [];
  return [
    `CAPSTAN_GATEWAY_HOST is ${listens}: launch tokens would cross the network in clear; set CAPSTAN_GATEWAY_TLS_CERT and CAPSTAN_GATEWAY_TLS_KEY`,
  ];
}

function isLoopback(address: string): boolean {
  if (address === 'localhost') return true;
  return isIP(address) !== 0 && LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
