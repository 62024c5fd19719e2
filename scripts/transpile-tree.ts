/** Makes JavaScript of every TypeScript file of the repository, for the processes of a run: test/support/transpiled-loader.mjs. */

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { transform } from 'esbuild';

/** As tsx does it; tsconfig.json says nothing else that changes what comes out. */
const OPTIONS = {
  loader: 'ts',
  format: 'esm',
  target: 'node20',
  keepNames: true,
  sourcemap: 'inline',
  sourcesContent: false,
  tsconfigRaw: { compilerOptions: { target: 'es2023', verbatimModuleSyntax: true } },
} as const;

const ELSEWHERE = ['node_modules', '.git', '.cache', '.capstan'];

/** Under the same names as in `root`, so that a file is found by its path. */
export async function transpileTree(root: string, into: string): Promise<void> {
  const entries = await readdir(root, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const [from, to] = [join(root, entry.name), join(into, entry.name)];
      if (entry.isDirectory() && !ELSEWHERE.includes(entry.name)) await transpileTree(from, to);
      if (entry.isFile() && entry.name.endsWith('.ts')) await transpileFile(from, to);
    }),
  );
}

async function transpileFile(from: string, to: string): Promise<void> {
  const { code } = await transform(await readFile(from, 'utf8'), { ...OPTIONS, sourcefile: resolve(from) });
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, code);
}
