/** The list of what a first look has found, as its record names it by digest: anybody can write it again from answers of the API. */

import type { Signal } from './signals.ts';

export interface FirstFinding {
  readonly id: number;
  readonly signal: Signal;
  /** null: it is about the device, or an account of it. */
  readonly resourceId: number | null;
  readonly deviceId: number;
}

/**
 * A line each, in the order of their ids, the last one ended as well. What it says of a finding never changes, and names
 * nobody: accounts may bear the names of people.
 */
export function firstFindingsText(findings: readonly FirstFinding[]): string {
  return findings
    .toSorted((one, other) => one.id - other.id)
    .map(({ id, signal, resourceId, deviceId }) => {
      return `${id} ${signal} ${resourceId === null ? `device:${deviceId}` : `resource:${resourceId}`}\n`;
    })
    .join('');
}
