/** Settings that only the engines read: where their binaries are looked for. */

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export interface EngineSettings {
  /** Binaries named by the user, by setting name. They are used or refused, never passed over. */
  readonly binaries: { readonly CAPSTAN_MONGOD_BINARY?: string; readonly CAPSTAN_TEMPORAL_BINARY?: string };
  readonly cacheDir: string;
  /** True: no try at the official download; a package index may still be asked. */
  readonly offline: boolean;
  /** The search path for binaries, as in PATH. */
  readonly path: string;
}

/** Reads the engine settings of `environment`; an empty value counts as absent. */
export function readEngineSettings(environment: NodeJS.ProcessEnv): EngineSettings {
  const mongod = environment['CAPSTAN_MONGOD_BINARY'];
  const temporal = environment['CAPSTAN_TEMPORAL_BINARY'];
  return {
    binaries: {
      ...(mongod ? { CAPSTAN_MONGOD_BINARY: resolve(mongod) } : {}),
      ...(temporal ? { CAPSTAN_TEMPORAL_BINARY: resolve(temporal) } : {}),
    },
    cacheDir: resolve(environment['CAPSTAN_CACHE_DIR'] || join(homedir(), '.cache', 'capstan')),
    offline: environment['CAPSTAN_OFFLINE'] === '1' || environment['CAPSTAN_OFFLINE'] === 'true',
    path: environment['PATH'] ?? '',
  };
}
