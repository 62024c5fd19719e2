/** Remembers which processes a launcher started, so that the next one can stop what a killed one left behind. */

import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { signalGroup } from './child-process.ts';
import { commandOf, startMarkOf } from './process-identity.ts';

const recordSchema = z.array(
  z.object({ name: z.string(), pid: z.int().positive(), started: z.string(), command: z.string() }),
);
type ProcessRecord = z.infer<typeof recordSchema>[number];

export interface ProcessRegister {
  /** Notes a process at once, on disk, before it is waited for; forgets an earlier one of that name. */
  note(name: string, pid: number): void;
}

const LOOK_EVERY_MS = 50;
const GRACE_MS = 10_000;
/** These two keep data: they are asked to end first. The others hold none, and may act on it until they are gone. */
const ENGINES = new Set(['mongod', 'temporal']);

export function openProcessRegister(dataDir: string): ProcessRegister {
  const path = registerPath(dataDir);
  const records = new Map<string, ProcessRecord>();
  return {
    note(name, pid) {
      const started = startMarkOf(pid);
      if (started === undefined) return;
      records.set(name, { name, pid, started, command: commandOf(pid) });
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const temporary = `${path}.${randomUUID()}`;
      writeFileSync(temporary, JSON.stringify([...records.values()]), { mode: 0o600 });
      renameSync(temporary, path);
    },
  };
}

/**
 * Stops the processes that an earlier launcher noted in `dataDir` and that still run; resolves with their names
 * once they are gone. A process counts only when pid, start time and command are those noted: a pid that now
 * belongs to somebody else is left alone.
 */
export async function stopLeftovers(dataDir: string): Promise<string[]> {
  const stopped: string[] = [];
  // In the order of a normal stop: what uses the engines before the engines.
  for (const record of readRecords(dataDir).reverse()) {
    if (!stillRuns(record)) continue;
    signalGroup(record.pid, ENGINES.has(record.name) ? 'SIGTERM' : 'SIGKILL');
    const forceAt = Date.now() + GRACE_MS;
    while (stillRuns(record)) {
      if (Date.now() > forceAt) signalGroup(record.pid, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    stopped.push(record.name);
  }
  return stopped;
}

function stillRuns({ pid, started, command }: ProcessRecord): boolean {
  return startMarkOf(pid) === started && commandOf(pid) === command;
}

function readRecords(dataDir: string): ProcessRecord[] {
  let text: string;
  try {
    text = readFileSync(registerPath(dataDir), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  const records = recordSchema.safeParse(text === '' ? [] : JSON.parse(text));
  if (!records.success) throw new Error(`${registerPath(dataDir)} is damaged; remove it once no Capstan process runs`);
  return records.data;
}

function registerPath(dataDir: string): string {
  return join(dataDir, 'run', 'processes.json');
}
