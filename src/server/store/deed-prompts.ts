import { KeepNothing, type Deed, type DeedArguments } from './deed.ts'

/** One that comes again is as new as today. @returns false where the office has no more room */
export async function putPromptFile({ db }: Deed, ...[{ office, file, bytes, day, bytesMax }]: DeedArguments<'putPromptFile'>): Promise<boolean> {
  await db.insertInto('prompt_file').values({ office, file, day, size: bytes.length, bytes }).onConflict((conflict) => conflict.columns(['office', 'file']).doUpdateSet({ day })).execute()
  const { kept } = await db.selectFrom('prompt_file').select((eb) => eb.fn.sum<number | string>('size').as('kept')).where('office', '=', office).executeTakeFirstOrThrow()
  if (Number(kept) > bytesMax) throw new KeepNothing(false)
  return true
}

export async function dropPromptFiles({ db }: Deed, ...[{ office, before, keep }]: DeedArguments<'dropPromptFiles'>): Promise<void> {
  const old = db.deleteFrom('prompt_file').where('office', '=', office).where('day', '<', before)
  await (keep.length === 0 ? old : old.where('file', 'not in', keep)).execute()
}
