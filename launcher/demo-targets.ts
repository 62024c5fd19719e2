/** The servers that the tour works on: kept below the data directory, started together, and owned by the launcher. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type DemoPostgres, startDemoPostgres } from './demo/postgres.ts';
import { type DemoSshdAnswer, startDemoSshd } from './demo/sshd.ts';
import { readEngineSettings } from './engines/engine-settings.ts';

export interface DemoTargets {
  readonly postgres: DemoPostgres;
  /** Says why there is none where this machine cannot run it. */
  readonly sshd: DemoSshdAnswer;
}

/** The demo targets of one data directory. */
export interface DemoTargetsOwner {
  /** Whether an earlier tour made them, so that registered resources point at them. */
  readonly exist: boolean;
  /** Starts them with ports and data as they were; asked again, answers with those that run. */
  start(): Promise<DemoTargets>;
  /** Stops them, also while they are starting. */
  stop(): Promise<void>;
}

/** The accounts for the tour, with ids that no person on this machine has. They get passwords and keys later. */
export const LINUX_ACCOUNTS = { root: 'root', password: 'deploy', key: 'backup' } as const;
const ACCOUNT_IDS = { root: 0, password: 64_001, key: 64_002 } as const;

/** `report` hears of what a person should know: packages that are fetched, a server that ended by itself. */
export function demoTargets(dataDir: string, report: (line: string) => void): DemoTargetsOwner {
  const home = join(dataDir, 'demo');
  let started: Promise<DemoTargets> | undefined;
  let stopping = false;
  const tellWhenGone = (name: string, exited: Promise<string>) => {
    void exited.then((how) => {
      if (!stopping) report(`The demo ${name} is gone (${how}); the next npm start brings it back`);
    });
  };

  async function start(): Promise<DemoTargets> {
    const [postgres, sshd] = await Promise.allSettled([
      startDemoPostgres({ directory: join(home, 'postgres') }),
      startDemoSshd({
        directory: join(home, 'sshd'),
        cacheDirectory: join(readEngineSettings(process.env).cacheDir, 'sshd'),
        accounts: (['root', 'password', 'key'] as const).map((role) => ({
          username: LINUX_ACCOUNTS[role],
          uid: ACCOUNT_IDS[role],
        })),
        log: (line) => {
          if (line.startsWith('fetching')) report(`    ! ${line}`);
        },
      }),
    ]);
    if (postgres.status === 'rejected') {
      if (sshd.status === 'fulfilled' && sshd.value.available) await sshd.value.stop();
      throw postgres.reason;
    }
    const answer: DemoSshdAnswer =
      sshd.status === 'fulfilled' ? sshd.value : { available: false, reason: reasonOf(sshd.reason) };
    tellWhenGone('PostgreSQL', postgres.value.exited);
    if (answer.available) tellWhenGone('sshd', answer.exited);
    return { postgres: postgres.value, sshd: answer };
  }

  return {
    exist: existsSync(join(home, 'postgres', 'data')),
    start() {
      started ??= start();
      return started;
    },
    async stop() {
      stopping = true;
      // Who asked for the start has heard why it failed.
      const targets = await started?.catch(() => undefined);
      if (targets === undefined) return;
      await Promise.all([targets.postgres.stop(), ...(targets.sshd.available ? [targets.sshd.stop()] : [])]);
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
