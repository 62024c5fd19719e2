/** Decides whether the tour runs, and runs it. */

import type { DemoTargetsOwner } from './demo-targets.ts';
import type { Launched } from './launch.ts';

interface TourModule {
  runTour(options: {
    readonly baseUrl: string;
    readonly dataDir: string;
    readonly adminPasswordFile: string;
    readonly print: (line: string) => void;
    readonly demo: DemoTargetsOwner;
    readonly keepsRunning: boolean;
  }): Promise<{ readonly ok: boolean }>;
}

/**
 * On the first start of a data directory, and again when that start was cut off. Never against a database that
 * the user brought along: the tour makes objects of its own.
 */
export function tourIsDue({ state, adminPasswordFile }: Launched, environment: NodeJS.ProcessEnv): boolean {
  return state.tour === 'pending' && !environment['CAPSTAN_MONGODB_URI'] && adminPasswordFile !== undefined;
}

/** Answers whether every step went well; a tour that breaks is reported, and does not end the launcher. */
export async function showTour(launched: Launched, keepsRunning: boolean, isStopping: () => boolean): Promise<boolean> {
  const { baseUrl, settings, adminPasswordFile, demo } = launched;
  if (adminPasswordFile === undefined) {
    console.error('The tour logs in as admin: set CAPSTAN_ADMIN_PASSWORD_FILE to a file that holds the password.');
    return false;
  }
  try {
    // Loaded only now, since most starts need none of it.
    const tour: TourModule = await import(new URL('./tour/run-tour.ts', import.meta.url).href);
    // What breaks because it is being stopped is no news.
    const print = (line: string) => {
      if (!isStopping()) console.log(line);
    };
    const { dataDir } = settings;
    const { ok } = await tour.runTour({ baseUrl, dataDir, adminPasswordFile, print, demo, keepsRunning });
    return ok;
  } catch (error) {
    console.error(`The tour broke off: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
