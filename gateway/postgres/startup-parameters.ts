/** Which settings a client may bring along as it connects. They change a session without a statement that is recorded. */

/** Of presentation and of limits: none gives a right, or has the server run anything. */
const HARMLESS: ReadonlySet<string> = new Set([
  'application_name',
  'bytea_output',
  'client_encoding',
  'client_min_messages',
  'datestyle',
  'extra_float_digits',
  'geqo',
  'idle_in_transaction_session_timeout',
  'intervalstyle',
  'lock_timeout',
  'search_path',
  'standard_conforming_strings',
  'statement_timeout',
  'timezone',
]);

/** Which say who logs in and where, and are the proxy's. */
const OURS: ReadonlySet<string> = new Set(['user', 'database', 'options', 'replication']);
const OFF: ReadonlySet<string> = new Set(['false', 'off', 'no', '0']);

export type FilteredParameters =
  | { readonly passed: ReadonlyMap<string, string> }
  /** Names what is not allowed; shown to the client, which said it. */
  | { readonly refused: string };

/** Whether a client wants to be sent the log of changes, which is another protocol altogether. */
export function asksForReplication(parameters: ReadonlyMap<string, string>): boolean {
  const asked = parameters.get('replication');
  return asked !== undefined && !OFF.has(asked.toLowerCase());
}

/** `more`: names in lower case that are allowed besides. Settings inside of `options` are judged like the others. */
export function filterParameters(
  parameters: ReadonlyMap<string, string>,
  more: readonly string[] = [],
): FilteredParameters {
  const fromOptions = settingsOf(parameters.get('options') ?? '');
  if (fromOptions === null) return { refused: 'options other than -c name=value' };
  const passed = new Map<string, string>();
  for (const [name, value] of [...fromOptions, ...parameters]) {
    const known = name.toLowerCase();
    if (OURS.has(known)) {
      // Inside of `options` they are settings that no server has, or means to be asked for so.
      if (parameters.has(name)) continue;
      return { refused: known };
    }
    if (!HARMLESS.has(known) && !more.includes(known)) return { refused: shown(known) };
    passed.set(known, value);
  }
  return { passed };
}

/** `-c name=value`, `-cname=value` and `--name=value`; spaces part, and a backslash takes what follows as it is. Null: something else. */
function settingsOf(options: string): [name: string, value: string][] | null {
  const found: [string, string][] = [];
  const words = (options.match(/(?:\\[\s\S]?|\S)+/g) ?? []).map((word) => word.replace(/\\([\s\S]?)/g, '$1'));
  for (let at = 0; at < words.length; at += 1) {
    let word = words[at] ?? '';
    if (word === '-c') {
      at += 1;
      word = words[at] ?? '';
    } else if (word.startsWith('--')) word = word.slice(2);
    else if (word.startsWith('-c')) word = word.slice(2);
    else return null;
    const equals = word.indexOf('=');
    if (equals < 1) return null;
    // As PostgreSQL does for its command line: there a hyphen stands for an underscore.
    found.push([word.slice(0, equals).replaceAll('-', '_'), word.slice(equals + 1)]);
  }
  return found;
}

function shown(name: string): string {
  return /^[a-z0-9_.]{1,63}$/.test(name) ? name : 'a setting of an odd name';
}
