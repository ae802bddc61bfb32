import type { Kysely } from 'kysely'
import { pushRow } from './rows.ts'
import type { Schema } from './schema.ts'
import type { PushReader } from './store-push.ts'

export function pushReads(db: Kysely<Schema>): PushReader {
  return {
    pushDevices: async (office, signKey) => (await db.selectFrom('push_device').selectAll().where('office', '=', office).where('sign_key', '=', signKey).orderBy('device').execute()).map(pushRow),
    pushMembers: async (office) => (await db.selectFrom('push_device').select('sign_key').distinct().where('office', '=', office).orderBy('sign_key').execute()).map((row) => row.sign_key),
  }
}
