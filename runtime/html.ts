/** HTML from templates, in which whatever is put in is text: escaped, and nothing in it that cannot be seen. */

export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | string | number | null;

/** `null` shows as nothing. What is already {@link Html}, alone or in a list, goes in as it is. */
export function html(parts: TemplateStringsArray, ...values: readonly (Value | readonly Html[])[]): Html {
  const shown = values.map((value) => (Array.isArray(value) ? value.map(({ text }) => text).join('') : show(value)));
  return new Html(String.raw({ raw: parts }, ...shown));
}

function show(value: Value | readonly Html[]): string {
  if (value instanceof Html) return value.text;
  return value === null ? '' : escaped(visible(String(value)));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}

/**
 * Control characters, and those that turn the direction of writing or take no room, as `\u{…}`: with them one name could
 * be made to look like another.
 */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
