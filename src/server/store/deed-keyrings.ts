import type { Deed, DeedArguments } from './deed.ts'

/** Replaces a page, or puts the next one behind the last. @returns false if another page is there than was said, or a page would be left out. */
export async function putKeyring({ db }: Deed, ...[{ office, reader, page, replaces, hash, bytes }]: DeedArguments<'putKeyring'>): Promise<boolean> {
  const rows = await db.selectFrom('erasure.keyring').select(['page', 'hash']).where('office', '=', office).where('reader', '=', reader).execute()
  const before = rows.find((row) => row.page === page)
  if ((before?.hash ?? null) !== replaces || page > rows.length) return false
  await db.insertInto('erasure.keyring').values({ office, reader, page, hash, bytes })
    .onConflict((conflict) => conflict.columns(['office', 'reader', 'page']).doUpdateSet({ hash, bytes })).execute()
  return true
}
