/** Run by demo-servers.test.ts: starts a demo server of the kind and directory given, says its process and port, and waits. */

import { startDemoPostgres } from '../../launcher/demo/postgres.ts';
import { startDemoSshd } from '../../launcher/demo/sshd.ts';

const [, , kind, directory = '', cacheDirectory = ''] = process.argv;
const server =
  kind === 'postgres'
    ? await startDemoPostgres({ directory })
    : await startDemoSshd({ directory, cacheDirectory, accounts: [] });
if ('pid' in server) console.log(JSON.stringify({ pid: server.pid, port: server.port }));
else throw new Error(server.reason);
