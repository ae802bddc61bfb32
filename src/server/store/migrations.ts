import { sql, type Kysely } from 'kysely'
import { tables } from './migration-0001.ts'
import { members } from './migration-0002.ts'
import { access } from './migration-0003.ts'
import { journal } from './migration-0004.ts'
import { erasure } from './migration-0005.ts'
import { journalDays } from './migration-0006.ts'
import { disclosures } from './migration-0007.ts'
import { keyrings } from './migration-0008.ts'
import { files } from './migration-0009.ts'
import { appraisals } from './migration-0010.ts'
import { uploadRoom } from './migration-0011.ts'
import { clocks } from './migration-0012.ts'
import { texts } from './migration-0016.ts'
import { notices } from './migration-0017.ts'
import { recusals } from './migration-0015.ts'
import { cases } from './migration-0018.ts'
import { push } from './migration-0019.ts'
import { prompts } from './migration-0020.ts'
import type { Dialect, Migration } from './migration.ts'
import type { Schema } from './schema.ts'

/** Forward only. A migration that was released is never edited: a change is the next one. */
export const MIGRATIONS: readonly Migration[] = [tables, members, access, journal, erasure, journalDays, disclosures, keyrings, files, appraisals, uploadRoom, clocks, texts, recusals, notices, cases, push, prompts]

/** The data were written by a newer Postern. A command that meets it ends with "refused", not with a defect. */
export class NewerDataError extends Error {
  readonly version: number
  readonly versionMax: number

  constructor(version: number, versionMax: number) {
    super(`the data are of version ${version}; this release knows versions up to ${versionMax}`)
    this.name = 'NewerDataError'
    this.version = version
    this.versionMax = versionMax
  }
}

/** There are no tables of ours where a command wants to look at them. */
export class NoDataError extends Error {
  constructor() {
    super('there are no data here')
    this.name = 'NoDataError'
  }
}

/**
 * Brings the tables up to `target`, each step in the caller's one transaction.
 * @throws NewerDataError
 */
export async function migrate(db: Kysely<Schema>, dialect: Dialect, target = MIGRATIONS.length): Promise<void> {
  await sql.raw(`create table if not exists version (version ${dialect.integer} primary key, name ${dialect.text} not null)`).execute(db)
  const current = await dataVersion(db)
  for (const [index, migration] of MIGRATIONS.entries()) {
    const version = index + 1
    if (version <= current || version > target) continue
    for (const statement of migration.statements(dialect)) await sql.raw(statement).execute(db)
    await migration.rewrite?.(db)
    await db.insertInto('version').values({ version, name: migration.name }).execute()
  }
}

/** The version of the data. @throws NewerDataError if it is not one of ours. */
export async function dataVersion(db: Kysely<Schema>): Promise<number> {
  const { version } = await db.selectFrom('version').select((eb) => eb.fn.max('version').as('version')).executeTakeFirstOrThrow()
  const current = version === null ? 0 : Number(version)
  if (current > MIGRATIONS.length) throw new NewerDataError(current, MIGRATIONS.length)
  return current
}
