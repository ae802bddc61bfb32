import { createTransport } from 'nodemailer'
import type { Letter } from './letter.ts'

export interface SmtpSettings {
  readonly host: string
  readonly port: number
  /** `tls` from the first byte, `starttls` or nothing goes, `none` for this machine alone. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user: string | null
  readonly password: string | null
  readonly from: string
}

/** Hands a letter over, or says why not. */
export type Post = (letter: Letter, signal: AbortSignal) => Promise<void>

/** A letter that was not taken. */
export class MailRefusedError extends Error {
  /** What the mail server said, or the name of what went wrong on the way to it: printable, and short. May name the address. */
  readonly reply: string
  /** For a log: a number of SMTP or a name, and nothing that anybody typed. */
  readonly code: string
  /** Whether it is about this letter; else no other would be taken now, either. */
  readonly isAboutLetter: boolean

  constructor(reply: string, code: string, isAboutLetter: boolean) {
    super('mail refused')
    this.name = 'MailRefusedError'
    this.reply = reply
    this.code = code
    this.isAboutLetter = isAboutLetter
  }
}

const CONNECT_WITHIN_MS = 10_000
const ANSWER_WITHIN_MS = 20_000
const REPLY_CHARACTERS_MAX = 200

/** One connection a letter: there are few of them, and none stands open between. */
export function smtpPost({ host, port, security, user, password, from }: SmtpSettings): Post {
  const transport = createTransport({
    host, port, secure: security === 'tls', requireTLS: security === 'starttls', ignoreTLS: security === 'none',
    // Not the machine's own name, which is the default.
    name: from.slice(from.lastIndexOf('@') + 1),
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: CONNECT_WITHIN_MS, greetingTimeout: CONNECT_WITHIN_MS, dnsTimeout: CONNECT_WITHIN_MS, socketTimeout: ANSWER_WITHIN_MS,
    disableFileAccess: true, disableUrlAccess: true, logger: false,
  })
  return async ({ to, subject, text }, signal) => {
    try {
      await transport.sendMail({ from, to: { name: '', address: to }, subject, text, signal, headers: { 'Auto-Submitted': 'auto-generated' } })
    } catch (error) {
      throw refusedOf(error)
    }
  }
}

/** Whatever is thrown on this way is told: none of it may end the service. */
function refusedOf(error: unknown): MailRefusedError {
  const { code = 'unknown', response, responseCode } = error as { readonly code?: string; readonly response?: string; readonly responseCode?: number }
  const reply = (response ?? code).replaceAll(/[^\x20-\x7e]+/g, ' ').trim().slice(0, REPLY_CHARACTERS_MAX)
  return new MailRefusedError(reply, responseCode === undefined ? code : String(responseCode), code === 'EENVELOPE' || code === 'EMESSAGE')
}
