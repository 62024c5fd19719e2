/** What a person sees when a process cannot start: the reason in plain words, not a stack. */

import { PrivateFileError } from './private-file.ts';
import { SettingsError } from './settings.ts';

/** What a process needs to start is not to be had, though its settings are well-formed. The message names setting and remedy. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/**
 * Runs the start of a process. A wrong setting or key file, or a missing server or address, ends it with
 * exit code 2 and its message; the rest goes up.
 */
export async function reportingStartErrors(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const isExplained =
      error instanceof SettingsError || error instanceof PrivateFileError || error instanceof StartError;
    if (!isExplained) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}
