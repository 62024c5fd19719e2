/** Settings of a process: read from the environment once, validated whole, told apart from bad ones by name. */

import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { Secret } from '../domain/secret.ts';
import { type GatewaySettings, gatewayEnvironment, gatewayProblems, gatewaySettingsOf } from './gateway-settings.ts';
import { filled, host, port, publicUrl } from './setting-forms.ts';
import { tlsPairProblems } from './tls-pair.ts';

/** Thrown with one line per bad setting; nothing has been started when it is. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `Capstan cannot start, ${problems.length === 1 ? 'a setting is' : 'settings are'} wrong:\n${problems.map((p) => `  ${p}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

const addressOrRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);
/** Without /0: whoever trusts everybody believes whatever address a caller names. */
const addressList = filled
  .transform((text) => text.split(',').map((entry) => entry.trim()))
  .refine(
    (entries) => entries.every((entry) => addressOrRange.safeParse(entry).success && !/\/0+$/.test(entry)),
    'must be IP addresses and CIDR ranges (not /0), separated by commas',
  );
const DEFAULT_DATA_DIR = '.capstan';

const environmentSchema = z.object({
  CAPSTAN_HOST: host.default('127.0.0.1'),
  CAPSTAN_PORT: port.default(8420),
  CAPSTAN_PUBLIC_URL: publicUrl.optional(),
  CAPSTAN_TRUSTED_PROXIES: addressList.optional(),
  CAPSTAN_LOOPBACK_ISSUERS: z.enum(['0', '1'], { error: 'must be 1 (allowed) or 0' }).default('0'),
  CAPSTAN_LOOPBACK_COLLECTORS: z.enum(['0', '1'], { error: 'must be 1 (allowed) or 0' }).default('0'),
  CAPSTAN_NOTIFICATION_NETWORKS: addressList.optional(),
  CAPSTAN_DATA_DIR: filled.default(DEFAULT_DATA_DIR),
  CAPSTAN_MONGODB_URI: filled.regex(/^mongodb(\+srv)?:\/\/.+/, 'must be a mongodb:// or mongodb+srv:// URI').optional(),
  CAPSTAN_TEMPORAL_ADDRESS: filled.regex(/^[^:/\s]+:\d{1,5}$/, 'must be host:port').optional(),
  CAPSTAN_TEMPORAL_NAMESPACE: filled
    .regex(/^[A-Za-z0-9._-]+$/, 'may hold letters, digits, dots, dashes and underscores')
    .default('capstan'),
  CAPSTAN_MASTER_KEY_FILE: filled.optional(),
  CAPSTAN_SHARED_KEY_FILE: filled.optional(),
  CAPSTAN_LEDGER_KEY_FILE: filled.optional(),
  CAPSTAN_LEDGER_DIR: filled.optional(),
  CAPSTAN_ADMIN_PASSWORD: z.string().min(12, 'must have 12 characters or more').optional(),
  CAPSTAN_ADMIN_PASSWORD_FILE: filled.optional(),
  CAPSTAN_TLS_CERT: filled.optional(),
  CAPSTAN_TLS_KEY: filled.optional(),
  CAPSTAN_WORKER_PORT: port.optional(),
  ...gatewayEnvironment,
  CAPSTAN_LOG_LEVEL: z
    .enum(['error', 'warn', 'info', 'debug'], { error: 'must be error, warn, info or debug' })
    .default('info'),
});

export interface Settings {
  readonly host: string;
  /** Port of the API. */
  readonly port: number;
  /** Where clients reach the API, for example through a proxy; undefined: as it listens. The OAuth2 issuer is made of it. */
  readonly publicUrl: string | undefined;
  /** Addresses and CIDR ranges of proxies that name the client in X-Forwarded-For; empty: nobody is believed. */
  readonly trustedProxies: readonly string[];
  /** Whether issuers and identity providers may be on loopback, in clear text too: for tests and demos. */
  readonly loopbackIssuers: boolean;
  /** Whether log collectors may be on loopback, in clear text too: where one machine has one tenant. */
  readonly loopbackCollectors: boolean;
  /** Private networks, loopback among them, in which notification channels may be; empty: none. */
  readonly notificationNetworks: readonly string[];
  readonly dataDir: string;
  /** Undefined: the launcher starts a mongod of its own. */
  readonly mongodbUri: string | undefined;
  /** `host:port`; undefined: the launcher starts a Temporal server of its own. */
  readonly temporalAddress: string | undefined;
  readonly temporalNamespace: string;
  /** Key ring that opens the vault: for worker and gateway alone. */
  readonly masterKeyFile: string;
  /** Key that API and worker share: encrypts what crosses Temporal, signs cursors. It opens nothing in the vault. */
  readonly sharedKeyFile: string;
  /** Keys that sign the ledger: for workers alone. */
  readonly ledgerKeyFile: string;
  /** Where a worker keeps the last checkpoint of each log, apart from the database. */
  readonly ledgerDir: string;
  /** Password that the first administrator gets on an empty database. */
  readonly adminPassword: Secret | undefined;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** Port of the worker's `/healthz`, `/readyz` and `/metrics`; undefined: it serves none. */
  readonly workerPort: number | undefined;
  readonly gateway: GatewaySettings;
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug';
}

/**
 * Reads the settings of `environment`.
 * @throws SettingsError that names every bad setting at once.
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name.startsWith('CAPSTAN_') && value !== ''),
  );
  const parsed = environmentSchema.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  problems.push(...unknownNames(given), ...wrongPaths(given), ...contradictions(given));
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems);

  const env = parsed.data;
  const dataDir = resolve(env.CAPSTAN_DATA_DIR);
  return {
    host: env.CAPSTAN_HOST,
    port: env.CAPSTAN_PORT,
    publicUrl: env.CAPSTAN_PUBLIC_URL,
    trustedProxies: env.CAPSTAN_TRUSTED_PROXIES ?? [],
    loopbackIssuers: env.CAPSTAN_LOOPBACK_ISSUERS === '1',
    loopbackCollectors: env.CAPSTAN_LOOPBACK_COLLECTORS === '1',
    notificationNetworks: env.CAPSTAN_NOTIFICATION_NETWORKS ?? [],
    dataDir,
    mongodbUri: env.CAPSTAN_MONGODB_URI,
    temporalAddress: env.CAPSTAN_TEMPORAL_ADDRESS,
    temporalNamespace: env.CAPSTAN_TEMPORAL_NAMESPACE,
    masterKeyFile: resolve(env.CAPSTAN_MASTER_KEY_FILE ?? `${dataDir}/keys/master.json`),
    sharedKeyFile: resolve(env.CAPSTAN_SHARED_KEY_FILE ?? `${dataDir}/keys/shared.json`),
    ledgerKeyFile: resolve(env.CAPSTAN_LEDGER_KEY_FILE ?? `${dataDir}/keys/ledger.json`),
    ledgerDir: resolve(env.CAPSTAN_LEDGER_DIR ?? `${dataDir}/ledger`),
    adminPassword: adminPassword(env.CAPSTAN_ADMIN_PASSWORD, env.CAPSTAN_ADMIN_PASSWORD_FILE),
    tls:
      env.CAPSTAN_TLS_CERT && env.CAPSTAN_TLS_KEY
        ? { certFile: resolve(env.CAPSTAN_TLS_CERT), keyFile: resolve(env.CAPSTAN_TLS_KEY) }
        : undefined,
    workerPort: env.CAPSTAN_WORKER_PORT,
    gateway: gatewaySettingsOf(env, dataDir),
    logLevel: env.CAPSTAN_LOG_LEVEL,
  };
}

/** Settings that other parts of Capstan read for themselves: the launcher (see launcher/engines), and the client. */
const ELSEWHERE = new Set([
  'CAPSTAN_MONGOD_BINARY',
  'CAPSTAN_TEMPORAL_BINARY',
  'CAPSTAN_CACHE_DIR',
  'CAPSTAN_OFFLINE',
  'CAPSTAN_URL',
  'CAPSTAN_TOKEN',
  'CAPSTAN_ORGANIZATION',
]);

function unknownNames(given: Record<string, unknown>): string[] {
  return Object.keys(given)
    .filter((name) => !(name in environmentSchema.shape) && !ELSEWHERE.has(name))
    .map((name) => `${name} is not a setting of Capstan; the README lists them all`);
}

/** Settings that name a file which has to be there. */
const FILES = [
  'CAPSTAN_ADMIN_PASSWORD_FILE',
  'CAPSTAN_TLS_CERT',
  'CAPSTAN_TLS_KEY',
  'CAPSTAN_GATEWAY_TLS_CERT',
  'CAPSTAN_GATEWAY_TLS_KEY',
];

function wrongPaths(given: Record<string, string | undefined>): string[] {
  const problems = FILES.flatMap((name) => {
    const path = given[name];
    return path === undefined || kindOf(path) === 'file' ? [] : [`${name} names ${path}, which is not a file`];
  });
  const { CAPSTAN_TLS_CERT: certFile, CAPSTAN_TLS_KEY: keyFile } = given;
  if (certFile && keyFile && problems.length === 0) {
    problems.push(...tlsPairProblems(certFile, keyFile, { cert: 'CAPSTAN_TLS_CERT', key: 'CAPSTAN_TLS_KEY' }));
  }
  if (problems.length === 0) problems.push(...gatewayProblems(given));
  const dataDir = given['CAPSTAN_DATA_DIR'] ?? DEFAULT_DATA_DIR;
  // One that is not there yet is made by the launcher.
  if (kindOf(dataDir) !== 'directory' && kindOf(dataDir) !== 'nothing') {
    problems.push(`CAPSTAN_DATA_DIR names ${dataDir}, which is not a directory`);
  }
  return problems;
}

/** What is at `path`; `unreachable` below something that is a file, or where this user may not look. */
function kindOf(path: string): 'file' | 'directory' | 'other' | 'nothing' | 'unreachable' {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) return 'nothing';
    if (stats.isDirectory()) return 'directory';
    return stats.isFile() ? 'file' : 'other';
  } catch {
    // ENOTDIR, EACCES, ELOOP and the like: the path leads nowhere.
    return 'unreachable';
  }
}

function contradictions(given: Record<string, string | undefined>): string[] {
  const found: string[] = [];
  if (given['CAPSTAN_ADMIN_PASSWORD'] && given['CAPSTAN_ADMIN_PASSWORD_FILE']) {
    found.push('CAPSTAN_ADMIN_PASSWORD and CAPSTAN_ADMIN_PASSWORD_FILE are both set; set one');
  }
  if (Boolean(given['CAPSTAN_TLS_CERT']) !== Boolean(given['CAPSTAN_TLS_KEY'])) {
    found.push('CAPSTAN_TLS_CERT and CAPSTAN_TLS_KEY go together; one of them is missing');
  }
  return found;
}

function adminPassword(direct: string | undefined, file: string | undefined): Secret | undefined {
  if (direct) return new Secret(direct);
  if (!file) return undefined;
  const text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  if (text.length < 12) throw new SettingsError(['CAPSTAN_ADMIN_PASSWORD_FILE must hold 12 characters or more']);
  return new Secret(text);
}
