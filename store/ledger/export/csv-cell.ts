/**
 * Cells of CSV (RFC 4180) for spreadsheets. Spreadsheets take what begins with certain characters for a formula, some
 * of them behind what is not seen, and where another separator is set a cell begins behind each semicolon, tab or line
 * break of a value. So each such piece gets an apostrophe in front, as does one that begins with an apostrophe: whoever
 * reads the file by program takes one apostrophe off the front of each piece.
 */

export type CsvValue = string | number | boolean | null | undefined;

/**
 * Where a piece begins that must not be taken for a formula: with what is not seen, or nothing, and a character that begins
 * one, in ASCII, full width or small, or the minus sign; or with an apostrophe or another separator.
 */
const PIECE =
  /(?<=^|[;\t\r\n])(?=(?:(?![\t\r\n])[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{C}])*[=+\-@＝＋－＠﹦﹢﹣﹫−]|[\t\r\n'])/gu;

export function csvCell(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const guarded = value.replace(PIECE, "'");
  return /[",;\t\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
