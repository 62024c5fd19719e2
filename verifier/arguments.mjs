/** The command line: what may be asked, and what is needed for it. */

import { parseArgs } from 'node:util';
import { MAX_DOCUMENT_BYTES, readInput } from './input.mjs';
import { ED25519, ED25519_COSIGNATURE, parseVerifierKey } from './signed-note.mjs';
import { UsageError } from './verdict.mjs';
import { keyLines } from './verifier-keys.mjs';

/** @import { VerifierKey } from './signed-note.mjs' */

/**
 * @typedef {object} Options
 * @property {string[]} files
 * @property {VerifierKey[]} keys of the log; none where the bundled one is trusted
 * @property {VerifierKey[]} platformKeys
 * @property {VerifierKey[]} witnesses
 * @property {boolean} trustBundledKey
 * @property {string | undefined} checkpoint path
 * @property {string[]} oldCheckpoints paths
 * @property {string | undefined} leaf path
 * @property {string | undefined} accessReview path
 * @property {boolean} print
 * @property {boolean} complete
 */
/** @typedef {ReturnType<typeof parseCommandLine>} CommandLine */

const OPTIONS = /** @type {const} */ ({
  vkey: { type: 'string', multiple: true },
  'vkey-file': { type: 'string', multiple: true },
  'platform-vkey': { type: 'string', multiple: true },
  'platform-vkey-file': { type: 'string', multiple: true },
  witness: { type: 'string', multiple: true },
  'trust-bundled-key': { type: 'boolean' },
  checkpoint: { type: 'string' },
  'old-checkpoint': { type: 'string', multiple: true },
  leaf: { type: 'string' },
  'access-review': { type: 'string' },
  print: { type: 'boolean' },
  complete: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
});

/** Options that only some commands know; every command knows the others. */
const OPTIONS_OF = new Map([
  ['bundle', ['platform-vkey', 'platform-vkey-file', 'trust-bundled-key', 'print', 'access-review']],
  ['export', ['checkpoint', 'old-checkpoint', 'complete']],
  ['proof', ['leaf']],
  ['consistency', ['checkpoint', 'old-checkpoint']],
  ['checkpoint', []],
]);
const COMMON = ['vkey', 'vkey-file', 'witness', 'json', 'help'];

/**
 * @param {readonly string[]} args
 * @throws {UsageError}
 */
export function parseCommandLine(args) {
  try {
    const { values, positionals, tokens } = parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
      tokens: true,
    });
    const [command = '', ...files] = positionals;
    const given = (tokens ?? []).flatMap((token) => (token.kind === 'option' ? [token.name] : []));
    return { command, files, values, given };
  } catch (error) {
    // parseArgs throws TypeErrors with a sentence for whoever typed the line.
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {CommandLine} line
 * @returns {Promise<Options>}
 * @throws {UsageError}
 */
export async function readOptions({ command, files, values, given }) {
  const known = OPTIONS_OF.get(command);
  if (!known) throw new UsageError(command === '' ? 'no command' : `no command ${command}`);
  const strange = given.find((name) => !COMMON.includes(name) && !known.includes(name));
  if (strange !== undefined) throw new UsageError(`${command} has no option --${strange}`);
  if (files.length === 0 || (files.length > 1 && command !== 'export')) {
    throw new UsageError(`${command} takes ${command === 'export' ? 'one file or more' : 'one file'}`);
  }
  if (command === 'consistency' && (values['old-checkpoint'] ?? []).length > 1)
    throw new UsageError('consistency takes one --old-checkpoint');
  const { 'trust-bundled-key': trustBundledKey = false, print = false, complete = false } = values;
  const keys = await readKeys(values.vkey, values['vkey-file']);
  if ((keys.length === 0) !== trustBundledKey) throw new UsageError(needOfKey(command, keys.length));
  return {
    files,
    keys,
    platformKeys: await readKeys(values['platform-vkey'], values['platform-vkey-file']),
    witnesses: (values.witness ?? []).map((vkey) => parseVerifierKey(vkey, ED25519_COSIGNATURE)),
    trustBundledKey,
    checkpoint: values.checkpoint,
    oldCheckpoints: values['old-checkpoint'] ?? [],
    leaf: values.leaf,
    accessReview: values['access-review'],
    print,
    complete,
  };
}

/**
 * @param {readonly string[] | undefined} vkeys
 * @param {readonly string[] | undefined} paths
 */
async function readKeys(vkeys = [], paths = []) {
  const all = [...vkeys];
  for (const path of paths) {
    const lines = keyLines(await readInput(path, MAX_DOCUMENT_BYTES), path);
    if (lines.length === 0) throw new UsageError(`${path} holds no key`);
    all.push(...lines);
  }
  return all.map((vkey) => parseVerifierKey(vkey, ED25519));
}

/**
 * @param {string} command
 * @param {number} count of keys
 */
function needOfKey(command, count) {
  if (count > 0) return 'a key was given, so --trust-bundled-key makes no sense';
  const other =
    command === 'bundle' ? ', or --trust-bundled-key to see only whether the bundle agrees with itself' : '';
  return `without the log's key nothing is proved: give --vkey or --vkey-file${other}`;
}
