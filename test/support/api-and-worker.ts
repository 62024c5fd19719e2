/** An API and a worker as processes of their own, as production has them, and an administrator whose password is known. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../launcher/engines/free-port.ts';
import { type Engines, environmentOf } from './engines.ts';
import { type RoleProcess, startRole } from './role-process.ts';

export interface ApiAndWorker {
  readonly baseUrl: string;
  readonly api: RoleProcess;
  /** The one that runs by now. */
  worker: RoleProcess;
  /** In the place of one that is gone. */
  startWorker(): Promise<void>;
  stop(): Promise<void>;
}

export async function startApiAndWorker(
  engines: Engines,
  adminPassword: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<ApiAndWorker> {
  const passwordFile = join(engines.directory, 'keys/admin-password');
  writeFileSync(passwordFile, adminPassword, { mode: 0o600 });
  const environment = { ...environmentOf(engines), ...settings };
  const port = await freePort();
  const worker = startRole('worker/main.ts', environment);
  const api = startRole('api/main.ts', {
    ...environment,
    CAPSTAN_PORT: String(port),
    CAPSTAN_ADMIN_PASSWORD_FILE: passwordFile,
  });
  const both: ApiAndWorker = {
    baseUrl: `http://127.0.0.1:${port}`,
    api,
    worker,
    async startWorker() {
      both.worker = startRole('worker/main.ts', environment);
      await both.worker.printed('Worker is ready');
    },
    async stop() {
      await Promise.all([api.stop(), both.worker.stop()]);
    },
  };
  try {
    await Promise.all([worker.printed('Worker is ready'), api.printed('The API listens')]);
  } catch (error) {
    await both.stop();
    throw error;
  }
  return both;
}
