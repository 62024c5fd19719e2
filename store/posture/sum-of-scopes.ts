/** What several scopes come to together. */

import type { ScopePostureDocument } from '../models/posture.ts';

export type PostureSum = Pick<ScopePostureDocument, 'resources' | 'lost'> & {
  readonly devices: number;
  readonly use_unknown: number;
  readonly signals: Record<string, number>;
  readonly severities: Record<string, number>;
};

/** Kinds of which there are none are left out. */
export function sumOf(
  scopes: readonly Pick<
    ScopePostureDocument,
    'resources' | 'devices' | 'use_unknown' | 'lost' | 'signals' | 'severities'
  >[],
): PostureSum {
  const sum = { resources: 0, devices: 0, use_unknown: 0, lost: 0, signals: {}, severities: {} };
  for (const { resources = 0, devices = 0, use_unknown = 0, lost = 0, signals = {}, severities = {} } of scopes) {
    sum.resources += resources;
    sum.devices += devices;
    sum.use_unknown += use_unknown;
    sum.lost += lost;
    add(sum.signals, signals);
    add(sum.severities, severities);
  }
  return sum;
}

function add(sum: Record<string, number>, counts: Readonly<Record<string, number | undefined>>): void {
  for (const [kind, count = 0] of Object.entries(counts)) if (count > 0) sum[kind] = (sum[kind] ?? 0) + count;
}
