/** Where recorded histories lie. */

/** One file a scenario, named by its title. */
export function historyFile(title: string): URL {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return new URL(`./histories/${name}.json`, import.meta.url);
}
