/** Runs one check from its command line, and says how it went. */

import { parseCommandLine, readOptions } from './arguments.mjs';
import { verifyBundle } from './commands/bundle.mjs';
import { verifyCheckpointFile } from './commands/checkpoint.mjs';
import { verifyConsistencyFile } from './commands/consistency.mjs';
import { verifyExport } from './commands/export.mjs';
import { verifyProofFile } from './commands/proof.mjs';
import { visible } from './printable.mjs';
import { Report, refusedText, toJson, verifiedText } from './report.mjs';
import { USAGE } from './usage.mjs';
import { NotVerified, UsageError } from './verdict.mjs';

/** @import { CommandLine, Options } from './arguments.mjs' */

/** @type {Map<string, (options: Options, report: Report) => Promise<void>>} */
const COMMANDS = new Map([
  ['bundle', verifyBundle],
  ['export', verifyExport],
  ['proof', verifyProofFile],
  ['consistency', verifyConsistencyFile],
  ['checkpoint', verifyCheckpointFile],
]);

/** @typedef {{ exitCode: 0 | 1 | 2, output: string, error: string }} Outcome */

/**
 * Never throws: what could not be verified, for whatever reason, is not verified.
 * @param {readonly string[]} args
 * @returns {Promise<Outcome>}
 */
export async function run(args) {
  try {
    const line = parseCommandLine(args);
    return line.values.help ? { exitCode: 0, output: USAGE, error: '' } : await check(line);
  } catch (error) {
    const lines = messageOf(error).split('\n').map(visible);
    return { exitCode: 2, output: '', error: `capstan-verify: ${lines.join('\n')}\nSee capstan-verify --help` };
  }
}

/**
 * @param {CommandLine} line
 * @returns {Promise<Outcome>}
 */
async function check(line) {
  const { command } = line;
  const asJson = line.values.json ?? false;
  const report = new Report();
  try {
    const options = await readOptions(line);
    const verify = COMMANDS.get(command);
    if (!verify) throw new UsageError(`no command ${command}`);
    await verify(options, report);
    return { exitCode: 0, output: verifiedText(command, report, asJson), error: '' };
  } catch (error) {
    if (error instanceof NotVerified) {
      return { exitCode: 1, output: refusedText(command, report, error.finding, asJson), error: '' };
    }
    if (!asJson) throw error;
    return { exitCode: 2, output: toJson({ verified: false, command, error: messageOf(error) }), error: '' };
  }
}

/** @param {unknown} error */
function messageOf(error) {
  if (error instanceof UsageError) return error.message;
  // Not foreseen: whatever it is, nothing is verified.
  return `this should not happen: ${error instanceof Error ? error.stack : error}`;
}
