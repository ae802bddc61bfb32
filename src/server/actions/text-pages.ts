import { Refusal } from '#base/refusal.ts'
import type { Bytes } from '#base/bytes.ts'
import { isHandler } from '#domain/roles.ts'
import { latestTeam } from '#domain/team.ts'
import { checkTextPage } from '#sealing/proof/text-page.ts'
import { teamReader } from '#sealing/sealed/entry.ts'
import type { NewTextPage, TextPages } from '#wire/text-pages.ts'
import type { Reader, Writer } from '../store/store.ts'
import type { Caller } from './caller.ts'
import type { OfficeBook, OfficeState } from './office-book.ts'

export interface ReadTextPagesDeps {
  readonly read: Pick<Reader, 'textPages' | 'textPage'>
  readonly offices: OfficeBook
}

/** Pages of a team epoch whose secret the caller was given. @throws Refusal `no-such-team` for any other: one code, so that asking tells nothing */
export async function listTextPages({ read, offices }: ReadTextPagesDeps, caller: Caller, reader: string): Promise<TextPages> {
  await checkReads(offices, caller, reader)
  return { pages: [...await read.textPages(caller.office, reader)] }
}

/** @throws Refusal `no-such-team`; `no-such-page` for one that is not there, or went with a report of it */
export async function readTextPage({ read, offices }: ReadTextPagesDeps, caller: Caller, { reader, page }: { readonly reader: string; readonly page: string }): Promise<Bytes> {
  await checkReads(offices, caller, reader)
  const bytes = await read.textPage(caller.office, reader, page)
  if (bytes === null) throw new Refusal('no-such-page')
  return bytes
}

export interface PutTextPageDeps {
  readonly write: Pick<Writer, 'putTextPage'>
  readonly offices: OfficeBook
}

/**
 * Keeps a page of texts for a team's present epoch: each report in it is one that the team reads now, and stands in no other page.
 * @throws Refusal `no-such-team`, `not-allowed`, `bad-signature`; `card-stale` where one of its reports is not the team's any more, or stands in a page already
 */
export async function putTextPage({ write, offices }: PutTextPageDeps, caller: Caller, { reader, page, reports, bytes }: NewTextPage & { readonly page: string }): Promise<void> {
  const { fold } = await checkReads(offices, caller, reader)
  const [, team = ''] = reader.split(':')
  if (!isHandler(caller.roles) || reader !== teamReader(team, latestTeam(fold, team)?.epoch ?? 0)) throw new Refusal('not-allowed')
  const { author } = await checkTextPage(bytes)
  if (author !== caller.signKey) throw new Refusal('not-allowed')
  if (!await write.putTextPage({ office: caller.office, reader, page, reports, bytes })) throw new Refusal('card-stale')
}

async function checkReads(offices: OfficeBook, caller: Caller, reader: string): Promise<OfficeState> {
  const state = await offices.current(caller.office)
  const own = await offices.readersOf(state, caller.signKey)
  if (!reader.startsWith('team:') || !own.includes(reader)) throw new Refusal('no-such-team')
  return state
}
