/** What a person sees when a process cannot start: the reason in plain words, not a stack. */

import { PrivateFileError } from './private-file.ts';
import { SettingsError } from './settings.ts';

/** Runs the start of a process. A wrong setting or key file ends it with exit code 2 and its message; the rest goes up. */
export async function reportingStartErrors(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (!(error instanceof SettingsError) && !(error instanceof PrivateFileError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}
