#!/usr/bin/env node
/** `capstan-verify`: the program. Exit code: 0 verified, 1 not verified, 2 wrong usage or unreadable input. */

import { run } from './run.mjs';

const { exitCode, output, error } = await run(process.argv.slice(2));
if (output !== '') console.log(output);
if (error !== '') console.error(error);
process.exitCode = exitCode;
