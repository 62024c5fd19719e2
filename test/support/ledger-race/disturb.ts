/** Disturbs a race: one thing after another is killed, stopped, or takes the lead from another. */

import { setTimeout as delay } from 'node:timers/promises';
import type { ReplicaSet } from '../../../launcher/engines/mongod.ts';
import type { Store } from '../../../store/store.ts';
import { until } from '../until.ts';
import { type FaultSeen, Faults } from './faults.ts';
import type { KeptProcess } from './kept-process.ts';
import { ignoreOutage, leads, primaryOf, resume } from './members.ts';
import { standsStill } from './process-state.ts';
import { Random } from './random.ts';

export interface Stage {
  readonly seed: number;
  /** How long things are disturbed; every kind of disturbance is tried once, however long that takes. */
  readonly forMs: number;
  /** How long there is no primary at all, or an old one stands aside. */
  readonly withoutPrimaryMs: number;
  readonly note: (line: string) => void;
  readonly mongodb: ReplicaSet;
  readonly store: Store;
  readonly keepers: readonly KeptProcess[];
  readonly writers: readonly KeptProcess[];
}

/** Between two disturbances. */
const PEACE_MS = [500, 2_500] as const;
/** Longer than the lease lasts: who is paused wakes up without it. */
const PAUSE_MS = [1_000, 8_000] as const;
/** MongoDB demands more than it gives the others to catch up. */
const SHORTEST_STEP_DOWN_S = 6;

/** Each kind of disturbance once a round, in an order of its own each round. @returns what was seen to happen. */
export async function disturb(stage: Stage): Promise<Faults> {
  const random = new Random(stage.seed);
  const faults = new Faults(ROUND);
  const end = performance.now() + stage.forMs;
  for (let round = 0; round === 0 || performance.now() < end; round += 1) {
    for (const kind of random.shuffled(ROUND)) {
      if (round > 0 && performance.now() >= end) break;
      stage.note(kind);
      const seen = await DISTURBANCES[kind](stage, random);
      if (seen) faults.add(kind, seen);
      else stage.note('  that came to nothing');
      await delay(random.between(...PEACE_MS));
    }
  }
  return faults;
}

/** @returns what was seen of it; undefined where it has hit nobody. */
type Disturbance = (stage: Stage, random: Random) => Promise<FaultSeen | undefined>;

const DISTURBANCES = {
  'a writer is killed': ({ writers }, random) => kill(random.pick(writers)),
  'the keeper at work is killed': async (stage) => kill(await atWork(stage)),
  'a keeper is killed': ({ keepers }, random) => kill(random.pick(keepers)),
  'the keeper at work stands still': async (stage, random) => pause(await atWork(stage), random),
  'a writer stands still': ({ writers }, random) => pause(random.pick(writers), random),
  'the primary is killed': async ({ mongodb, store }) => {
    const { at, term } = await primaryOf(store, mongodb);
    const primary = mongodb.members[at];
    await mongodb.restart(at);
    return (await primary?.exited) === 'signal SIGKILL' ? { term } : undefined;
  },
  'the primary steps down': async ({ mongodb, store, withoutPrimaryMs, note }) => {
    const seconds = Math.max(SHORTEST_STEP_DOWN_S, Math.ceil(withoutPrimaryMs / 1_000));
    return until('the primary steps down', async () => {
      const { term } = await primaryOf(store, mongodb);
      try {
        await mongodb.stepDown(seconds);
        return { term };
      } catch (error) {
        // No other member has caught up yet, or there is no primary at the moment.
        note(`  not yet: ${error}`);
        return undefined;
      }
    });
  },
  'the primary loses the others': async ({ mongodb, store, withoutPrimaryMs }) => {
    const { at, term } = await primaryOf(store, mongodb);
    const primary = mongodb.members[at];
    const others = mongodb.members.filter((member) => member !== primary);
    for (const { pid } of others) process.kill(pid, 'SIGSTOP');
    try {
      await delay(withoutPrimaryMs);
      await until('it gives up the lead', async () => (primary && (await leads(primary)) ? undefined : true));
      return others.every(({ pid }) => standsStill(pid)) ? { term } : undefined;
    } finally {
      for (const member of others) resume(member);
      await primaryOf(store, mongodb);
    }
  },
} satisfies Record<string, Disturbance>;

/** What is cheap happens more often. */
const ROUND: readonly (keyof typeof DISTURBANCES)[] = [
  'a writer is killed',
  'a writer is killed',
  'the keeper at work is killed',
  'a keeper is killed',
  'the keeper at work stands still',
  'a writer stands still',
  'the primary is killed',
  'the primary steps down',
  'the primary loses the others',
];

async function kill(process: KeptProcess): Promise<FaultSeen | undefined> {
  return (await process.kill()) ? {} : undefined;
}

async function pause(process: KeptProcess, random: Random): Promise<FaultSeen | undefined> {
  return (await process.pause(random.between(...PAUSE_MS))) ? {} : undefined;
}

/** The one that holds the lease; waits until one does. */
async function atWork({ store, keepers }: Stage): Promise<KeptProcess> {
  return until('a keeper holds the lease', async () => {
    const lease = await store.models.ledgerLeases.findById('keeper').lean().catch(ignoreOutage);
    const pid = Number(lease?.holder.split(':')[1]);
    return lease && lease.expires_at > new Date() ? keepers.find((keeper) => keeper.pid === pid) : undefined;
  });
}
