import { base64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { isHandler } from '#domain/roles.ts'
import { latestTeam } from '#domain/team.ts'
import { hash } from '#sealing/proof/hash.ts'
import { checkKeyring } from '#sealing/proof/keyring.ts'
import { teamReader } from '#sealing/sealed/entry.ts'
import type { KeyringAnswer, NewPage } from '#wire/keyrings.ts'
import type { Reader, Writer } from '../store/store.ts'
import type { Caller } from './caller.ts'
import type { OfficeBook, OfficeState } from './office-book.ts'

export interface ReadKeyringDeps {
  readonly read: Pick<Reader, 'keyring'>
  readonly offices: OfficeBook
}

/** A page for a team epoch whose secret the caller was given. @throws Refusal `no-such-team` for any other: one code, so that asking tells nothing */
export async function readKeyring({ read, offices }: ReadKeyringDeps, caller: Caller, { reader, page }: { readonly reader: string; readonly page?: number | undefined }): Promise<KeyringAnswer> {
  await checkReads(offices, caller, reader)
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
  const { fold } = await checkReads(deps.offices, caller, reader)
  const [, team = ''] = reader.split(':')
  if (!isHandler(caller.roles) || reader !== teamReader(team, latestTeam(fold, team)?.epoch ?? 0)) throw new Refusal('not-allowed')
  const { author } = await checkKeyring(bytes)
  if (author !== caller.signKey) throw new Refusal('not-allowed')
  const kept = await deps.write.putKeyring({ office: caller.office, reader, page, replaces, hash: base64url(hash(bytes)), bytes })
  if (!kept) throw new Refusal('card-stale')
}

async function checkReads(offices: OfficeBook, caller: Caller, reader: string): Promise<OfficeState> {
  const state = await offices.current(caller.office)
  const own = await offices.readersOf(state, caller.signKey)
  if (!reader.startsWith('team:') || !own.includes(reader)) throw new Refusal('no-such-team')
  return state
}
