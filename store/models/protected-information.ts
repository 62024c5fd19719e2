/** Protected information: what is known of it, its versions, and their contents, which are sealed (store/vault). */

import type { Connection } from 'mongoose';
import type { Expiry, Telling } from '../../domain/expiry-reminders.ts';
import type { ContentOutline, InformationKind } from '../../domain/protected-information.ts';
import type { SealedSecret } from '../vault/sealed-secret.ts';
import { defineModel, TRACKED_FIELDS, type Tracked } from './define-model.ts';

export interface ProtectedInformationDocument extends Tracked, Expiry, Telling {
  readonly _id: number;
  readonly organization_id: number;
  readonly scope_id: number;
  readonly name: string;
  readonly kind: InformationKind;
  readonly description: string | null;
  readonly status: 'active' | 'inactive';
  /** The version that counts: the newest, unless an older one was restored. */
  readonly current_version: number;
  /** Highest version number given out. */
  readonly latest_version: number;
  /** What is shown of the current version, so that a list reads nothing else. */
  readonly current: ContentOutline;
  /** How often its content was asked for: a request is written here too, so that it meets whoever moves it at the same moment. */
  readonly retrieval_count?: number;
}

export interface InformationVersionDocument extends ContentOutline {
  /** `<information>:<version>` */
  readonly _id: string;
  readonly organization_id: number;
  readonly information_id: number;
  readonly version: number;
  readonly created_at: Date;
}

/** Beside the version, so that a list of versions does not read megabytes that it does not show. */
export interface InformationContentDocument {
  /** As that of the version. */
  readonly _id: string;
  readonly organization_id: number;
  readonly information_id: number;
  readonly version: number;
  /** A text as it is, a file in base64. */
  readonly sealed: SealedSecret;
}

const ofVersion = {
  _id: String,
  organization_id: { type: Number, required: true },
  information_id: { type: Number, required: true },
  version: { type: Number, required: true },
} as const;

export function protectedInformationModels(connection: Connection) {
  return {
    protectedInformation: defineModel<ProtectedInformationDocument>(
      connection,
      'protected_information',
      {
        _id: Number,
        organization_id: { type: Number, required: true },
        scope_id: { type: Number, required: true },
        name: { type: String, required: true },
        kind: { type: String, required: true },
        description: { type: String, default: null },
        status: { type: String, required: true },
        current_version: { type: Number, required: true },
        latest_version: { type: Number, required: true },
        current: { type: Object, required: true },
        retrieval_count: Number,
        expires_at: { type: Date, default: null },
        remind_days_before: { type: [Number], required: true },
        told_days: { type: Number, default: null },
        tell_at: { type: Date, default: null },
        ...TRACKED_FIELDS,
      },
      [
        { keys: { organization_id: 1, scope_id: 1, name: 1 }, options: { unique: true } },
        { keys: { organization_id: 1, scope_id: 1, _id: 1 } },
        { keys: { organization_id: 1, _id: 1 } },
        { keys: { tell_at: 1 } },
      ],
    ),
    informationVersions: defineModel<InformationVersionDocument>(
      connection,
      'protected_information_versions',
      {
        ...ofVersion,
        size: { type: Number, required: true },
        file_name: { type: String, default: null },
        media_type: { type: String, default: null },
        created_at: { type: Date, required: true },
      },
      [{ keys: { information_id: 1, version: -1 }, options: { unique: true } }],
    ),
    informationContents: defineModel<InformationContentDocument>(
      connection,
      'protected_information_contents',
      { ...ofVersion, sealed: { type: Object, required: true } },
      [{ keys: { 'sealed.kid': 1 } }],
    ),
  };
}
