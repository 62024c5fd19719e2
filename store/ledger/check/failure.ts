/** The first place where a log is not what it should be. */

export const FAILURE_KINDS = [
  'head_missing',
  'head_altered',
  'not_signed',
  'entry_missing',
  'entry_unexpected',
  'record_missing',
  'record_altered',
  'record_outside',
  'leaf_altered',
  'leaf_not_in_tree',
  'disclosure_altered',
  'tile_altered',
  'root_differs',
  'checkpoint_missing',
  'checkpoint_altered',
  'checkpoint_outside',
  'document_unrecorded',
] as const;

export interface LedgerFailure {
  readonly kind: (typeof FAILURE_KINDS)[number];
  /** Index in the log; null where it concerns none in particular. */
  readonly index: number | null;
  readonly event_id: string | null;
  /** Where it was found: a field, a tile, a checkpoint, a document. */
  readonly place: string;
  /** Hashes in base64; null where nothing should be, or is, there. */
  readonly expected: string | number | null;
  readonly actual: string | number | null;
}

export function failure(
  kind: LedgerFailure['kind'],
  place: string,
  what: Partial<Omit<LedgerFailure, 'kind' | 'place'>> = {},
): LedgerFailure {
  return { kind, index: null, event_id: null, expected: null, actual: null, ...what, place };
}
