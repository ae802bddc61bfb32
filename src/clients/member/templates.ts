import * as v from 'valibot'
import { base64url, fromBase64url } from '#base/bytes.ts'
import { canonicalJson } from '#base/json.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { cleanText } from '#base/text.ts'
import { LANGUAGES } from '#domain/bodies.ts'
import { unknownNames } from '#domain/template-text.ts'
import { foldTemplates, templateBody, type Template, type TemplateBody, type TemplateWording } from '#domain/templates.ts'
import { openJson } from '#sealing/open/age.ts'
import type { LogKey } from '#sealing/plain/log-key.ts'
import { templateScheme } from '#sealing/plain/schemes.ts'
import { sealJson } from '#sealing/seal/age.ts'
import { appendToOffice } from './append.ts'
import type { OfficeLog, SealedTemplate } from './office-log.ts'
import type { Session } from './session.ts'

/** Every prepared answer of the office, retired ones too, in their order, as this device last read the office log. */
export async function listTemplates(session: Session): Promise<readonly Template[]> {
  return openTemplates(session.officeLog())
}

/**
 * Signs a wording of a prepared answer. What is so already is not said again.
 * @param previous - the entry of it that the person saw as the last one, or null: if somebody else wrote meanwhile, both stay, this one counts, and the list says so.
 * @throws Refusal `not-allowed` unless the caller administers, `malformed` for what no such answer is, `bad-text`
 */
export async function putTemplate(session: Session, wording: TemplateWording, previous: string | null): Promise<readonly Template[]> {
  const body = checked({ ...wording, previous })
  await appendToOffice(session, async () => {
    const log = session.officeLog()
    const present = (await openTemplates(log)).find(({ id }) => id === body.id)
    return present !== undefined && isSame(present, body) ? null : { content: { kind: 'template', body: { sealed: await sealTemplate(body, log.key) } } }
  })
  return listTemplates(session)
}

async function openTemplates({ templates, key }: OfficeLog): Promise<readonly Template[]> {
  const opened = await Promise.all(templates.map(async (each) => ({ each, body: await openTemplate(each, key) })))
  return foldTemplates(opened.flatMap(({ each: { hash, author, day }, body }) => (body === null ? [] : [{ ...body, hash, author, day }])))
}

/** One that does not open is none: an administrator who writes nonsense must not take the others away. */
async function openTemplate({ sealed }: SealedTemplate, key: LogKey): Promise<TemplateBody | null> {
  try {
    const result = v.safeParse(templateBody, await openJson(templateScheme(key), fromBase64url(sealed) ?? new Uint8Array(0)))
    return result.success ? result.output : null
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

async function sealTemplate(body: TemplateBody, key: LogKey): Promise<string> {
  return base64url(await sealJson(templateScheme(key), body, LIMITS.templateBytesMin))
}

function checked(body: TemplateBody): TemplateBody {
  const { en, zh } = body.texts
  const texts = { ...(en === undefined ? {} : { en: cleanText(en).trim() }), ...(zh === undefined ? {} : { zh: cleanText(zh).trim() }) }
  const result = v.safeParse(templateBody, { ...body, name: cleanText(body.name).trim(), texts })
  // A name that nothing can be filled in for would hold back each answer.
  if (!result.success || LANGUAGES.some((language) => unknownNames(result.output.texts[language] ?? '').length > 0)) throw new Refusal('malformed', { member: 'template' })
  return result.output
}

function isSame(present: TemplateBody, wanted: TemplateBody): boolean {
  const said = ({ id, name, texts, deed, order, retired }: TemplateBody): string => canonicalJson({ id, name, texts, deed, order, retired })
  return said(present) === said(wanted)
}
