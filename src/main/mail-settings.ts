import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import * as v from 'valibot'
import type { LetterTexts } from '#server/mail/letter.ts'
import type { SmtpSettings } from '#server/mail/smtp.ts'
import { mailAddress } from '#wire/notices.ts'
import { Trouble } from './trouble.ts'

/** How notices leave by mail: what goes to the server's process. */
export interface MailSettings {
  readonly smtp: SmtpSettings
  readonly texts: LetterTexts
}

// A line break would begin another header.
const line = v.pipe(v.string(), v.minLength(1), v.maxLength(120), v.regex(/^[^\p{Cc}]+$/u))
const bothLanguages = v.strictObject({ en: line, zh: line })

const file = v.strictObject({
  host: v.pipe(v.string(), v.regex(/^[A-Za-z0-9.:-]{1,253}$/)),
  port: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(65_535)),
  security: v.picklist(['tls', 'starttls', 'none']),
  from: mailAddress,
  user: v.optional(line),
  passwordFile: v.optional(line),
  subject: v.optional(bothLanguages),
  desk: v.optional(bothLanguages),
  link: v.optional(v.pipe(line, v.url())),
})

const THIS_MACHINE = new Set(['127.0.0.1', '::1', 'localhost'])

/**
 * Reads the file that `--mail` names. The password stands in a file of its own, so that this one may be shown around; a relative path begins at this file.
 * @throws Trouble `mail-unreadable`, `mail-unfit` with the member that is wrong, `mail-in-clear` where letters would cross a network without TLS
 */
export async function readMailSettings(path: string): Promise<MailSettings> {
  const result = v.safeParse(file, parseJson(await readText(path), path))
  if (!result.success) throw new Trouble('mail-unfit', { file: path, member: v.getDotPath(result.issues[0]) ?? '' })
  const { host, port, security, from, user = null, passwordFile, subject = null, desk = null, link = null } = result.output
  if ((user === null) !== (passwordFile === undefined)) throw new Trouble('mail-unfit', { file: path, member: user === null ? 'user' : 'passwordFile' })
  if (security === 'none' && !THIS_MACHINE.has(host)) throw new Trouble('mail-in-clear', { host })
  const password = passwordFile === undefined ? null : (await readText(resolve(dirname(path), passwordFile))).replace(/\r?\n$/, '')
  return { smtp: { host, port, security, from, user, password }, texts: { subject, desk, link } }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new Trouble('mail-unreadable', { file: path, code: String(error.code) })
    throw error
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Trouble('mail-unfit', { file: path })
  }
}
