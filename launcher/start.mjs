/**
 * The first file that runs, before anything is installed: `npm start`, `npm run tour` and every other script.
 *
 *   node launcher/start.mjs [--tour | --no-tour]   starts Capstan
 *   node launcher/start.mjs run ARGUMENT...        runs `node --import tsx ARGUMENT...`: a file, or --test and files
 */

import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = [20, 19];
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [form, ...rest] = process.argv.slice(2);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  stop(`Capstan needs Node.js ${NEEDED.join('.')} or newer; this is ${process.version} (${process.execPath}).`);
}

const { ensureInstalled } = await import('./ensure-installed.mjs');
await ensureInstalled(root).catch((error) => stop(`The dependencies are not installed: ${error.message}`));

if (form === 'run') {
  runWithTsx(rest);
} else {
  // In this process, so that one process is the launcher: the one that holds the lock and gets the signals.
  const { register } = await import('tsx/esm/api');
  register();
  await import('./main.ts');
}

function runWithTsx(args) {
  if (args.length === 0) stop('launcher/start.mjs run needs a file to run.');
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), ...args], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to the child as well; a kill reaches only this process and is passed on.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => stop(error.message));
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function stop(reason) {
  console.error(reason);
  process.exit(1);
}
