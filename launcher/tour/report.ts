/** What the tour looks like: numbered headings, ticks and crosses, curl lines, tables; coloured on a terminal only. */

export interface Report {
  title(text: string, subtitle: readonly string[]): void;
  heading(text: string): void;
  /** Something that was as it should be; `what` is padded, so that the `result`s stand in a column. */
  tick(what: string, result: string): void;
  cross(what: string, result: string): void;
  /** Something that the tour did behind Capstan's back, or that a reader should know. */
  note(text: string): void;
  /** The same by hand. */
  command(lines: readonly string[]): void;
  table(head: readonly string[], rows: readonly (readonly string[])[]): void;
  plain(text: string): void;
}

const WHAT_CELLS = 32;

/** Writes through `print`, which takes one line. */
export function createReport(print: (line: string) => void, coloured: boolean): Report {
  const paint = (code: number, text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  const bold = (text: string) => paint(1, text);
  const dim = (text: string) => paint(2, text);
  let headings = 0;
  const point = (mark: string, what: string, result: string) => {
    print(`    ${mark} ${result === '' ? what : `${what.padEnd(WHAT_CELLS)} ${result}`}`);
  };
  return {
    title(text, subtitle) {
      print('');
      print(bold(text));
      for (const line of subtitle) print(dim(line));
    },
    heading(text) {
      headings += 1;
      print('');
      print(bold(` ${headings}  ${text}`));
    },
    tick: (what, result) => point(paint(32, '✔'), what, result),
    cross: (what, result) => point(paint(31, '✘'), what, result),
    note: (text) => print(`    ${paint(33, '!')} ${text}`),
    command(lines) {
      lines.forEach((line, index) => {
        const more = index === lines.length - 1 ? '' : ' \\';
        print(dim(`    ${index === 0 ? '$' : ' '} ${index === 0 ? '' : '  '}${line}${more}`));
      });
    },
    table(head, rows) {
      const widths = head.map((title, column) =>
        Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
      );
      const line = (cells: readonly string[]) =>
        `      ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
      print(dim(line(head)));
      for (const row of rows) print(line(row));
    },
    plain: print,
  };
}

/** `12 ms`, `1.2 s`. */
export function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
