import { base64url, randomBytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { bytesOf, jsonOf } from '#clients/transport/api.ts'
import { mayHandle } from '#domain/office.ts'
import { isReader } from '#domain/reader.ts'
import { isOfTeam, latestTeam } from '#domain/team.ts'
import { openTextPage } from '#sealing/open/text-page.ts'
import type { FirstText } from '#sealing/plain/text-page.ts'
import { sealTextPage } from '#sealing/seal/text-page.ts'
import { teamReader } from '#sealing/sealed/entry.ts'
import { parse } from '#wire/parse.ts'
import { decodeTextPage, encodeNewTextPage, textPages } from '#wire/text-pages.ts'
import type { Session } from './session.ts'

/** Fewer are read out of their own entries as fast. */
const WORTH_A_PAGE = 20
/** What a page weighs: a phone on a slow line sees progress. */
const PAGE_CHARACTERS = 120_000

/**
 * First words that colleagues' devices shared, page by page. Each counts for no more than a card does: a colleague's word, until the report itself is opened.
 * What is wrong with a page costs time and nothing else.
 */
export async function* sharedTexts(session: Session): AsyncGenerator<readonly FirstText[]> {
  for (const name of session.officeLog().teams.keys()) {
    const [team = '', epochText = ''] = name.split(':')
    const reader = teamReader(team, Number(epochText))
    for (const page of await pagesOf(session, reader)) yield await readPage(session, { reader, team, epoch: Number(epochText), page })
  }
}

async function pagesOf(session: Session, reader: string): Promise<readonly string[]> {
  try {
    const answer = await session.api.call({ route: 'list-text-pages', parameters: { office: session.id }, query: { reader } })
    return parse(textPages, await jsonOf(answer)).pages
  } catch (error) {
    // An epoch whose row went since this device read the office log.
    if (error instanceof Refusal && error.code === 'no-such-team') return []
    throw error
  }
}

interface PageAt {
  readonly reader: string
  readonly team: string
  readonly epoch: number
  readonly page: string
}

async function readPage(session: Session, { reader, team, epoch, page }: PageAt): Promise<readonly FirstText[]> {
  const secret = session.officeLog().teams.get(`${team}:${epoch}`)
  if (secret === undefined) return []
  try {
    const bytes = decodeTextPage(await bytesOf(await session.api.call({ route: 'read-text-page', parameters: { office: session.id, page }, query: { reader } })))
    const { author, texts } = await openTextPage(secret, bytes, { office: session.id, team, epoch, page })
    const { fold } = session.officeLog()
    return mayHandle(fold, author) && isReader(fold, reader, author) ? texts : []
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'session-ended' && error.code !== 'unreachable') return []
    throw error
  }
}

/** Words that this device read by itself, and the team that reads each report as a whole. */
export interface Shareable {
  readonly text: FirstText
  readonly reader: string
}

/**
 * Shares first words with the devices of colleagues. What another device shared in the meantime, or what the team reads no more, is refused for its whole page:
 * somebody else's next look shares the rest.
 */
export async function shareTexts(session: Session, fresh: readonly Shareable[]): Promise<void> {
  const { fold } = session.officeLog()
  for (const reader of new Set(fresh.map((each) => each.reader))) {
    const texts = fresh.filter((each) => each.reader === reader).map(({ text }) => text)
    const [, team = '', epochText = ''] = reader.split(':')
    const isPresent = reader === teamReader(team, latestTeam(fold, team)?.epoch ?? -1) && isOfTeam(fold, team, session.me.signKey)
    if (!isPresent || texts.length < WORTH_A_PAGE) continue
    for (const some of pagesFor(texts)) await sharePage(session, { reader, team, epoch: Number(epochText), page: base64url(randomBytes(32)) }, some)
  }
}

async function sharePage(session: Session, { reader, team, epoch, page }: PageAt, texts: readonly FirstText[]): Promise<void> {
  const secret = session.officeLog().teams.get(`${team}:${epoch}`)
  if (secret === undefined) return
  try {
    const bytes = await sealTextPage(secret, session.unlocked().signing, { office: session.id, team, epoch, page, texts })
    const body = encodeNewTextPage({ reader, reports: texts.map(({ id }) => id), bytes })
    await session.api.call({ route: 'put-text-page', parameters: { office: session.id, page }, body })
  } catch (error) {
    if (!(error instanceof Refusal && ['card-stale', 'no-such-team', 'not-allowed', 'too-large'].includes(error.code))) throw error
  }
}

function* pagesFor(texts: readonly FirstText[]): Generator<readonly FirstText[]> {
  let some: FirstText[] = []
  let characters = 0
  for (const text of texts) {
    // One of two hundred thousand characters would weigh more than a page may.
    if (text.text.length > PAGE_CHARACTERS) continue
    some.push(text)
    characters += text.text.length + text.title.length
    if (characters < PAGE_CHARACTERS && some.length < LIMITS.textPageReportsMax) continue
    yield some
    some = []
    characters = 0
  }
  if (some.length > 0) yield some
}
