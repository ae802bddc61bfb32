import type { Migration } from './migration.ts'

/**
 * [Note: Keyrings apart] A page of a team's keyring holds log keys under the team's secret: whoever has an old copy of it, and the secret,
 * needs no wrap. So pages lie with the erasure keys, in the file or schema that is backed up for days and not for years, and those that may
 * list an erased log are deleted with it; the next desk makes new ones. On SQLite that file makes its own tables (erasure-keys.ts).
 */
export const keyrings: Migration = { name: '0008-keyrings', statements: ({ keyrings: apart }) => apart }
