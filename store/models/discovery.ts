/** Accounts that were found on devices, and the looks that found them. */

import type { Connection } from 'mongoose';
import type { Appearance, NotedChange } from '../../domain/account-news.ts';
import type { DiscoveryCode, KnownAccount, LookCounts } from '../../domain/discovered-account.ts';
import type { AccountFact, FoundKey, Privilege, Remark } from '../../domain/discovery.ts';
import { defineModel } from './define-model.ts';

/**
 * What is known of one account of a device, after the last look. Whether it is managed is not kept here: resources come,
 * move and go by themselves. It lies where its device does.
 */
export interface DiscoveredAccountDocument extends KnownAccount {
  /** `<device>:<name>` */
  readonly _id: string;
  readonly organization_id: number;
  readonly device_id: number;
  /** null: nobody can say. */
  readonly privileged: boolean | null;
  /** Anew where it had been gone. */
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
  /** When a look last found it changed, and what; null: it never was. */
  readonly changed_at: Date | null;
  readonly changed: readonly AccountFact[];
  readonly gone_at: Date | null;
  /** Number of the look that saw it last. */
  readonly seen_in: number;
  readonly first_seen_job_id: number;
  readonly changed_job_id: number | null;
  readonly gone_job_id: number | null;
  /** Where it was not there at an earlier look; null: it was at the first one. These three left out: no look was stored since they are kept. */
  readonly appeared?: Appearance | null;
  /** What is news of its privileges, and of its keys; null: nothing. */
  readonly privileges_change?: NotedChange<Privilege> | null;
  readonly keys_change?: NotedChange<FoundKey> | null;
}

/** One a device that has been looked at, or is to be. */
export interface DeviceLookDocument {
  /** Id of the device. */
  readonly _id: number;
  readonly organization_id: number;
  /** The look that was asked for last: there is no other until it has ended. */
  readonly job_id: number;
  /** When that was. */
  readonly asked_at: Date;
  /** Grows with each attempt at storing what was found: an attempt that was overtaken writes nothing more. */
  readonly attempt: number;
  /** Grows with each of its transactions, so that two attempts conflict. */
  readonly writes: number;
  /** The first one that was stored; null: none was yet. */
  readonly first_job_id: number | null;
  readonly last: StoredLook | null;
}

/** A look whose findings are all stored. */
export interface StoredLook {
  readonly job_id: number;
  /** The account that read. */
  readonly resource_id: number;
  readonly looked_at: Date;
  readonly counts: LookCounts;
  readonly codes: readonly DiscoveryCode[];
  readonly remarks: readonly Remark[];
}

const required = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const time = { type: Date, required: true } as const;
const maybe = { type: Boolean, default: null } as const;
const text = { type: String, default: null } as const;

export function discoveryModels(connection: Connection) {
  return {
    discoveredAccounts: defineModel<DiscoveredAccountDocument>(
      connection,
      'discovered_accounts',
      {
        _id: String,
        organization_id: number,
        device_id: number,
        name: required,
        system_id: required,
        can_log_in: maybe,
        locked: maybe,
        password: text,
        password_changed_at: text,
        password_expires_at: text,
        last_login_at: text,
        groups: [String],
        privileges: [Object],
        keys: [Object],
        not_observed: [String],
        keys_cut: { type: Boolean, default: false },
        kept: [String],
        privileged: maybe,
        first_seen_at: time,
        last_seen_at: time,
        changed_at: { type: Date, default: null },
        changed: [String],
        gone_at: { type: Date, default: null },
        seen_in: number,
        first_seen_job_id: number,
        changed_job_id: { type: Number, default: null },
        gone_job_id: { type: Number, default: null },
        appeared: { type: Object, default: null },
        privileges_change: { type: Object, default: null },
        keys_change: { type: Object, default: null },
      },
      [{ keys: { device_id: 1, name: 1 }, options: { unique: true } }],
    ),
    deviceLooks: defineModel<DeviceLookDocument>(connection, 'device_looks', {
      _id: Number,
      organization_id: number,
      job_id: number,
      asked_at: time,
      attempt: number,
      writes: number,
      first_job_id: { type: Number, default: null },
      last: { type: Object, default: null },
    }),
  };
}
