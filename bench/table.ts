/** Prints rows as an aligned table: both sides, their ratio with its extremes, the goal and the verdict. */

import type { Row, Spread } from './measurement.ts';

const HEAD = ['measurement', 'Capstan', 'plain', 'ratio (min to max)', 'goal', 'verdict'];
/** From here on columns are numbers, which stand to the right; words start at {@link FIRST_WORDS_AFTER}. */
const FIRST_NUMBER = 1;
const FIRST_WORDS_AFTER = 4;

export function tableOf(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          const isNumber = column >= FIRST_NUMBER && column < FIRST_WORDS_AFTER;
          return isNumber ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cellsOf({ what, unit, capstan, plain, ratio, goal }: Row): string[] {
  return [
    what,
    figureOf(capstan, unit),
    plain ? figureOf(plain, unit) : '-',
    ratio ? `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)})` : '-',
    goal ? goal.text : '-',
    goal ? (goal.met ? 'met' : 'missed') : '-',
  ];
}

function figureOf({ median }: Spread, unit: Row['unit']): string {
  const digits = median < 10 ? 2 : median < 100 ? 1 : 0;
  return unit === '/s' ? `${median.toFixed(digits)}/s` : `${median.toFixed(digits)} ${unit}`;
}
