import type { Bytes } from '#base/bytes.ts'
import type { Deed, DeedArguments } from './deed.ts'
import { withRowHash } from './row-hash.ts'
import { pushTable } from './rows.ts'

const ONE = 1

/** A member who was removed a moment ago leaves no browser behind: their standing is held meanwhile. */
export async function putPushDevice({ db }: Deed, ...[{ row, most }]: DeedArguments<'putPushDevice'>): Promise<'kept' | 'full' | 'gone'> {
  const { office, signKey, device } = row
  const held = await db.updateTable('standing').set(({ ref }) => ({ active: ref('active') })).where('office', '=', office).where('sign_key', '=', signKey).where('active', '=', 1).executeTakeFirst()
  if (held.numUpdatedRows !== 1n) return 'gone'
  const others = await db.selectFrom('push_device').select('device').where('office', '=', office).where('sign_key', '=', signKey).where('device', '!=', device).execute()
  if (others.length >= most) return 'full'
  const table = withRowHash('push_device', pushTable(row))
  await db.insertInto('push_device').values(table).onConflict((conflict) => conflict.columns(['office', 'sign_key', 'device']).doUpdateSet(table)).execute()
  return 'kept'
}

export async function dropPushDevice({ db }: Deed, ...[{ office, signKey, device }]: DeedArguments<'dropPushDevice'>): Promise<void> {
  await db.deleteFrom('push_device').where('office', '=', office).where('sign_key', '=', signKey).where('device', '=', device).execute()
}

export async function pushKey({ db }: Deed, ...[pkcs8]: DeedArguments<'pushKey'>): Promise<Bytes> {
  await db.insertInto('push_key').values({ id: ONE, pkcs8 }).onConflict((conflict) => conflict.doNothing()).execute()
  const row = await db.selectFrom('push_key').select('pkcs8').where('id', '=', ONE).executeTakeFirstOrThrow()
  return new Uint8Array(row.pkcs8)
}
