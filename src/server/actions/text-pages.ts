import { Refusal } from '#base/refusal.ts'
import type { Bytes } from '#base/bytes.ts'
import { checkTextPage } from '#sealing/proof/text-page.ts'
import type { NewTextPage, TextPages } from '#wire/text-pages.ts'
import type { Reader, Writer } from '../store/store.ts'
import type { Caller } from './caller.ts'
import type { OfficeBook } from './office-book.ts'
import { checkReadsTeam, checkWritesTeam } from './team-pages.ts'

export interface ReadTextPagesDeps {
  readonly read: Pick<Reader, 'textPages' | 'textPage'>
  readonly offices: OfficeBook
}

/** Pages of a team epoch whose secret the caller was given. @throws Refusal `no-such-team` for any other: one code, so that asking tells nothing */
export async function listTextPages({ read, offices }: ReadTextPagesDeps, caller: Caller, reader: string): Promise<TextPages> {
  await checkReadsTeam(offices, caller, reader)
  return { pages: [...await read.textPages(caller.office, reader)] }
}

/** @throws Refusal `no-such-team`; `no-such-page` for one that is not there, or went with a report of it */
export async function readTextPage({ read, offices }: ReadTextPagesDeps, caller: Caller, { reader, page }: { readonly reader: string; readonly page: string }): Promise<Bytes> {
  await checkReadsTeam(offices, caller, reader)
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
  await checkWritesTeam(offices, caller, reader)
  const { author } = await checkTextPage(bytes)
  if (author !== caller.signKey) throw new Refusal('not-allowed')
  if (!await write.putTextPage({ office: caller.office, reader, page, reports, bytes })) throw new Refusal('card-stale')
}
