import { base64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { hash } from '#sealing/proof/hash.ts'
import { checkKeyring } from '#sealing/proof/keyring.ts'
import type { KeyringAnswer, NewPage } from '#wire/keyrings.ts'
import type { Reader, Writer } from '../store/store.ts'
import type { Caller } from './caller.ts'
import type { OfficeBook } from './office-book.ts'
import { checkReadsTeam, checkWritesTeam } from './team-pages.ts'

export interface ReadKeyringDeps {
  readonly read: Pick<Reader, 'keyring'>
  readonly offices: OfficeBook
}

/** A page for a team epoch whose secret the caller was given. @throws Refusal `no-such-team` for any other: one code, so that asking tells nothing */
export async function readKeyring({ read, offices }: ReadKeyringDeps, caller: Caller, { reader, page }: { readonly reader: string; readonly page?: number | undefined }): Promise<KeyringAnswer> {
  await checkReadsTeam(offices, caller, reader)
  const { pages, row } = await read.keyring(caller.office, reader, page ?? null)
  return { pages, kept: row }
}

export interface PutKeyringDeps extends ReadKeyringDeps {
  readonly write: Pick<Writer, 'putKeyring'>
}

/**
 * Replaces a page of a team's present epoch, or adds the next. What it lists only the team sees; nobody believes more of it than of a wrap.
 * @throws Refusal `no-such-team`, `not-allowed`, `bad-signature`; `card-stale` if another page is there than the caller saw
 */
export async function putKeyring(deps: PutKeyringDeps, caller: Caller, { reader, page, replaces, bytes }: NewPage): Promise<void> {
  await checkWritesTeam(deps.offices, caller, reader)
  const { author } = await checkKeyring(bytes)
  if (author !== caller.signKey) throw new Refusal('not-allowed')
  const kept = await deps.write.putKeyring({ office: caller.office, reader, page, replaces, hash: base64url(hash(bytes)), bytes })
  if (!kept) throw new Refusal('card-stale')
}
