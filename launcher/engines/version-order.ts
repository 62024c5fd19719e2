/** Reads and orders three-part version numbers. */

/** The first `N.N.N` in a program's answer to `--version`. */
export function versionIn(text: string): string | undefined {
  return /(?<![\d.])(\d+\.\d+\.\d+)/.exec(text)?.[1];
}

/** Negative, zero or positive, as in `Array.prototype.sort`. */
export function compareVersions(left: string, right: string): number {
  const rightParts = right.split('.').map(Number);
  for (const [index, part] of left.split('.').map(Number).entries()) {
    const difference = part - (rightParts[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
