/** Markers that hold statements: `#<number> <text>`, and `#<number>… <text>` where one goes on. */

const CONTINUED = /^#[0-9]+… /;

/** @param isContinued whether a marker before it holds the beginning. */
export function statementLabel(number: number, text: string, isContinued: boolean): string {
  return `#${number}${isContinued ? '…' : ''} ${text}`;
}

/** What the marker adds to the one before it; undefined where it begins something. */
export function continuedStatement(label: string): string | undefined {
  const [head] = CONTINUED.exec(label) ?? [];
  return head === undefined ? undefined : label.slice(head.length);
}
