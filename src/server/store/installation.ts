import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'
import type { Installation } from './store.ts'

export type MakeInstallation = () => Promise<Installation>

/** Of two nodes that start at once the first one's installation stays; the secrets are made by the caller, who knows how. */
export async function ensureInstallation(db: Kysely<Schema>, make: MakeInstallation): Promise<void> {
  const found = await db.selectFrom('installation').select('id').executeTakeFirst()
  if (found !== undefined) return
  const { salt, opaqueSetup, serverKeyPkcs8, setupTokenHash } = await make()
  await db.insertInto('installation')
    .values({ id: 1, salt, opaque_setup: opaqueSetup, server_key: serverKeyPkcs8, setup_token_hash: setupTokenHash })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}
