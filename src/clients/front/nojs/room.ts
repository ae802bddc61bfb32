import { base64url } from '#base/bytes.ts'
import { asDay } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal, type RefusalCode } from '#base/refusal.ts'
import type { Language } from '#domain/bodies.ts'
import type { Html } from '#clients/report/html.ts'
import { MY_CONTACT, MY_NAME, type IdentityTyped } from '#clients/report/identity-fields.ts'
import type { Site } from '#clients/report/site.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import { openPageToken } from '#sealing/open/page-token.ts'
import type { PageToken } from '#sealing/plain/page-token.ts'
import { sealPageToken } from '#sealing/seal/page-token.ts'
import { STATUS } from '#wire/problem.ts'
import type { Sites } from '../sites.ts'
import type { Admission } from './admission.ts'
import type { Cleaner } from './cleaner.ts'
import { NotCleaned, type FormFiles } from './files.ts'
import type { Fields } from './form-body.ts'
import type { Once } from './once.ts'

/** What was filed for somebody without scripts. Lives in memory only, and not for long. */
export interface FiledForm {
  readonly receipt: string
  readonly received: string
  readonly packs?: readonly string[]
}

/** Where people without scripts are served: words are in clear here until they are sealed, and go nowhere else. */
export interface Room {
  readonly api: Api
  readonly cleaner: Cleaner
  readonly sites: Sites
  readonly admission: Admission
  readonly filed: Once<FiledForm>
  readonly replied: Once<void>
  readonly tokenKey: CryptoKey
}

export interface Post {
  readonly fields: Fields
  readonly language: Language
  readonly files: Pick<FormFiles, 'count' | 'sent' | 'told'>
  /** When the form began to come: a page that was good then is good, however long its files took. */
  readonly sinceMs: number
  /** Says that the person has left. */
  readonly signal: AbortSignal
}

export type Shown =
  | { readonly status: number; readonly page: Html }
  | { readonly status: number; readonly words: AsyncIterable<Uint8Array>; readonly name: string; readonly sizeBytes: number }
  | { readonly status: number; readonly file: { readonly name: string; readonly text: string } }

/** @throws Refusal `no-such-office` */
export async function officeOf({ sites }: Room, { fields, language }: Post): Promise<{ readonly office: TrustedOffice; readonly site: Site }> {
  const office = await sites.shelf.get(fields.get('office') ?? '')
  if (office === null) throw new Refusal('no-such-office')
  return { office, site: await sites.of(office, language) }
}

export function tokenFor({ tokenKey }: Room, token: Omit<PageToken, 'expiresMs'>): Promise<string> {
  return sealPageToken(tokenKey, { ...token, expiresMs: Date.now() + LIMITS.noScriptTokenMinutes * 60_000 })
}

/** @throws Refusal `page-expired` */
export function tokenIn({ tokenKey }: Room, { fields, sinceMs }: Pick<Post, 'fields' | 'sinceMs'>): Promise<PageToken> {
  return openPageToken(tokenKey, fields.get('token') ?? '', sinceMs)
}

export function filedIn(token: PageToken): FiledForm {
  if (token.received === '') throw new Refusal('page-expired')
  return { receipt: token.receipt, received: asDay(token.received), ...(token.packs === undefined ? {} : { packs: token.packs }) }
}

/** A page's own one-time value, where it has none of its own making. */
export function freshOnce(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(16)))
}

/** The sentence for what went wrong: a refusal by its code, anything else as a fault of ours that says nothing of itself. */
export function whatWentWrong(site: Site, error: unknown): { readonly status: number; readonly text: string; readonly code: RefusalCode | null } {
  if (error instanceof NotCleaned) return { status: 422, text: site.words['wrong-not-cleaned']({ name: error.fileName }), code: null }
  if (!(error instanceof Refusal)) return { status: 500, text: site.words['trouble-ours'], code: null }
  return { status: STATUS[error.code], text: site.refusals[error.code], code: error.code }
}

/** Files are not given back with a form: whoever picked some is told to pick them again. */
export function withFilesAgain({ words, language }: Site, { files }: Post, text: string): string {
  return files.count() === 0 ? text : `${text}${language === 'zh' ? '' : ' '}${words['files-again']}`
}

/** A deed that was begun for a person who left is begun again for the same person's second click. */
export async function despiteLeaving<T>({ signal }: Post, deed: () => Promise<T>): Promise<T> {
  try {
    return await deed()
  } catch (error) {
    if (signal.aborted || !(error instanceof DOMException && error.name === 'AbortError')) throw error
    return deed()
  }
}

/** What stands in the fields of who the reporter is. */
export function identityIn(fields: Fields): IdentityTyped {
  return { name: fields.get(MY_NAME) ?? '', contact: fields.get(MY_CONTACT) ?? '' }
}
