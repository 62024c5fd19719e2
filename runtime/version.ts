/** The version of this Capstan, as package.json states it. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

export const VERSION: string = z.object({ version: z.string() }).parse(manifest).version;
