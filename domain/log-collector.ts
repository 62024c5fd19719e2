/** Log collectors: systems outside to which the audit log of an organization is delivered, and when to try again. */

/** How the lines of an export are written. */
export const EXPORT_FORMATS = ['jsonl', 'ocsf', 'cef', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** CSV has a heading and no place in a stream. */
export const COLLECTOR_FORMATS = ['jsonl', 'ocsf', 'cef'] as const satisfies readonly ExportFormat[];
export type CollectorFormat = (typeof COLLECTOR_FORMATS)[number];

/** `syslog`: RFC 5424 over TLS (RFC 5425); `http`: batches of lines by POST. */
export const COLLECTOR_KINDS = ['syslog', 'http'] as const;
export type CollectorKind = (typeof COLLECTOR_KINDS)[number];

/** Only active ones are delivered to; paused ones are meant to go on, inactive ones are kept for the record. */
export const COLLECTOR_STATUSES = ['active', 'paused', 'inactive'] as const;
export type CollectorStatus = (typeof COLLECTOR_STATUSES)[number];

/** Of an organization, active or paused. */
export const MAX_COLLECTORS = 20;

export const DELIVERY_FAILURE_CODES = [
  /** Its name is not known, or nothing answers there. */
  'unreachable',
  /** It leads to this machine or to no single one: nothing was sent. */
  'address_refused',
  /** Its certificate is not one to trust. */
  'tls_refused',
  'timeout',
  /** The connection broke before everything was taken. */
  'cut_off',
  /** It answered, but not with success. */
  'answered_error',
  /** It says that there was too much at once; smaller batches are tried. */
  'too_large',
  /** The vault cannot open the authorization. */
  'vault_unavailable',
  /** The log itself cannot be read, or Capstan has a defect. */
  'internal',
] as const;
export type DeliveryFailureCode = (typeof DELIVERY_FAILURE_CODES)[number];

/** Port of syslog over TLS (RFC 5425, 4.1). */
export const SYSLOG_TLS_PORT = 6_514;

/**
 * The private enterprise number that names Capstan's structured data in syslog messages. Capstan has none of its own:
 * this is the one that RFC 5612 keeps for examples, until whoever runs a collector gives one that is theirs.
 */
export const EXAMPLE_ENTERPRISE_NUMBER = 32_473;

/** Most entries that are delivered at once. */
export const MAX_BATCH = 500;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 5 * 60_000;

/** Time until the next try after `failures` in a row: doubling from one second to five minutes, for ever. */
export function deliveryRetryMs(failures: number): number {
  return Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(30, Math.max(0, failures - 1)));
}

/** How many entries to deliver at once where the collector has found `sent` too many. */
export function smallerBatch(sent: number): number {
  return Math.max(1, Math.floor(sent / 2));
}

/** The same after it has taken as many: a little more, since entries differ in length. */
export function largerBatch(limit: number): number {
  return Math.min(MAX_BATCH, limit + Math.max(1, Math.floor(limit / 8)));
}
