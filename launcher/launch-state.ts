/** What the launcher remembers in a data directory from one start to the next. */

import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort, isPortFree } from './engines/free-port.ts';

const port = z.int().min(1).max(65_535).optional();
const stateSchema = z.object({
  ports: z.object({
    mongod: port,
    temporal: port,
    worker: port,
    gateway: port,
    gateway_pages: port,
    gateway_ssh: port,
    gateway_postgres: port,
  }),
  adminPasswordFile: z.boolean(),
  tour: z.enum(['pending', 'done']),
});
type State = z.infer<typeof stateSchema>;

export interface LaunchState {
  /** True when no launcher has used the data directory before. */
  readonly fresh: boolean;
  /** The port this service had last time, at first the preferred one, if it is still free, else a new one; remembered. */
  portFor(service: keyof State['ports'], preferred?: number): Promise<number>;
  adminPasswordFile: boolean;
  tour: State['tour'];
  /** Writes the state; until then a changed field is forgotten when the process ends. */
  save(): void;
}

/** Opens the state of `dataDir`, which must exist. Only the holder of the directory's lock may. */
export function openLaunchState(dataDir: string): LaunchState {
  const path = join(dataDir, 'launcher.json');
  const stored = readState(path);
  const state: State = stored ?? { ports: {}, adminPasswordFile: false, tour: 'pending' };
  const save = () => {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const temporary = `${path}.${randomUUID()}`;
    writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
    renameSync(temporary, path);
  };
  return {
    fresh: stored === undefined,
    async portFor(service, preferred) {
      const last = state.ports[service] ?? preferred;
      const chosen = last !== undefined && (await isPortFree('127.0.0.1', last)) ? last : await freePort();
      state.ports[service] = chosen;
      save();
      return chosen;
    },
    get adminPasswordFile() {
      return state.adminPasswordFile;
    },
    set adminPasswordFile(made) {
      state.adminPasswordFile = made;
    },
    get tour() {
      return state.tour;
    },
    set tour(tour) {
      state.tour = tour;
    },
    save,
  };
}

function readState(path: string): State | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const state = stateSchema.safeParse(text === '' ? undefined : JSON.parse(text));
  if (!state.success) throw new Error(`${path} is damaged; remove it to let the launcher choose its ports anew`);
  return state.data;
}
