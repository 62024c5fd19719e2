/** The worker with the simulated target, as a service of the stack. */

import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { spawnChild, untilReady } from '../../launcher/child-process.ts';
import { freePort } from '../../launcher/engines/free-port.ts';
import { expectReady, stateOf } from '../../launcher/probe.ts';
import { logOf, type NodeServiceOptions } from '../../launcher/services.ts';
import type { Service } from '../../launcher/supervisor.ts';
import type { Simulation, SimulationPlan } from './plan.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
const READY_WITHIN_MS = 60_000;
const GRACE_MS = 12_000;

/** A simulation that nobody else can ask. */
export async function newSimulation(plan: SimulationPlan): Promise<Simulation> {
  return { port: await freePort(), token: randomBytes(24).toString('base64url'), plan };
}

/** In the place of `workerService`; `port` is the one of its probes. */
export function simulatedWorkerService(
  simulation: Simulation,
  { settings, environment, decided }: NodeServiceOptions,
  port: number,
): Service {
  const probed = { host: '127.0.0.1', port, tls: false };
  return {
    name: 'worker',
    graceMs: GRACE_MS,
    state: () => stateOf(probed),
    async start(onSpawn) {
      const { CAPSTAN_ADMIN_PASSWORD_FILE: _notForWorkers, ...given } = { ...environment, ...decided };
      const child = await spawnChild({
        name: 'worker',
        file: process.execPath,
        args: ['--import', import.meta.resolve('tsx'), WORKER],
        env: {
          ...given,
          CAPSTAN_DATA_DIR: settings.dataDir,
          CAPSTAN_WORKER_PORT: String(port),
          SIMULATION: JSON.stringify(simulation),
        },
        log: logOf(settings.dataDir, 'worker'),
        onSpawn,
      });
      await untilReady(child, READY_WITHIN_MS, () => expectReady(probed));
      return child;
    },
  };
}
