/** Protected information: a secret that opens no target, such as a licence, a certificate or a recovery code. */

export const INFORMATION_KINDS = ['text', 'file'] as const;
export type InformationKind = (typeof INFORMATION_KINDS)[number];

/** Of one version: UTF-8 of a text, or the bytes of a file. */
export const MAX_CONTENT_BYTES = 1024 * 1024;

/** What is shown of a version, whose content is not. */
export interface ContentOutline {
  /** In bytes. */
  readonly size: number;
  /** null for a text. */
  readonly file_name: string | null;
  /** null for a text. */
  readonly media_type: string | null;
}
