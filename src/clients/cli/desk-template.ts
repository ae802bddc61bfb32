import { cleanText } from '#base/text.ts'
import { LANGUAGES } from '#domain/bodies.ts'
import { TEMPLATE_DEEDS, type Template, type TemplateDeed } from '#domain/templates.ts'
import { newTemplateId } from '#clients/member/starter-templates.ts'
import { listTemplates, putTemplate } from '#clients/member/templates.ts'
import type { Session } from '#clients/member/session.ts'
import { command, DONE, UsageError, type Given } from './command.ts'
import { doDeed, type Asked, type Deeds, type SessionDeed } from './desk-deed.ts'
import { wanted } from './desk-office-deed.ts'
import { answer, type Io } from './io.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { typed } from './text-input.ts'
import { visibleLine } from './visible.ts'

const OPTIONS = {
  ...MEMBER_OPTIONS,
  'en': { type: 'text', value: 'T', help: 'option-template-en' },
  'zh': { type: 'text', value: 'T', help: 'option-template-zh' },
  'deed': { type: 'text', value: 'S', help: 'option-template-deed' },
} as const

type TemplateGiven = Given<typeof OPTIONS>

const DEEDS: Deeds<TemplateGiven> = { list, add, retire }

/** postern desk template: answers that are kept for sending again. Needs an administrator's passphrase to change. */
export const deskTemplate = command({
  name: 'desk template',
  summary: 'summary-desk-template',
  words: { shown: `${Object.keys(DEEDS).join('|')} [NAME]`, min: 1, max: 2 },
  note: 'note-desk-template',
  options: OPTIONS,
  run: (given, io, words) => doDeed(DEEDS, { given, io, words }),
})

function list({ io }: Asked<TemplateGiven>): SessionDeed {
  return async (session) => told(await listTemplates(session), io)
}

/** Writes a new one, or a new wording of one that has this name. What is not given stays. */
function add({ given, io, words }: Asked<TemplateGiven>): SessionDeed {
  const name = cleanText(typed(wanted(words[0], 'NAME'))).trim()
  const texts = { ...(given.en === undefined ? {} : { en: typed(given.en) }), ...(given.zh === undefined ? {} : { zh: typed(given.zh) }) }
  const deed = given.deed === undefined ? undefined : asDeed(given.deed)
  return async (session) => {
    const templates = await listTemplates(session)
    const before = templates.find((each) => each.name === name)
    if (before === undefined && Object.keys(texts).length === 0) throw new UsageError((say) => say['usage-missing']({ option: '--en T | --zh T' }))
    const order = before?.order ?? Math.max(0, ...templates.map((each) => each.order)) + 1
    const wording = { id: before?.id ?? newTemplateId(), name, texts: { ...before?.texts, ...texts }, deed: deed ?? before?.deed ?? 'none', order, retired: false }
    return told(await putTemplate(session, wording, before?.hash ?? null), io)
  }
}

function retire({ io, words }: Asked<TemplateGiven>): SessionDeed {
  const name = typed(wanted(words[0], 'NAME'))
  return async (session) => {
    const { id, name: kept, texts, deed, order, hash } = await templateNamed(session, name)
    return told(await putTemplate(session, { id, name: kept, texts, deed, order, retired: true }, hash), io)
  }
}

/** One that is in use, by its name or the beginning of its id. @throws UsageError that lists the names */
export async function templateNamed(session: Session, name: string): Promise<Template> {
  const templates = (await listTemplates(session)).filter(({ retired }) => !retired)
  const [found, ...others] = templates.filter((each) => each.name === name || (name.length >= SHORT_ID && each.id.startsWith(name)))
  if (found === undefined || others.length > 0) throw new UsageError((say) => say['usage-template']({ templates: templates.map((each) => `${each.id.slice(0, SHORT_ID)} ${visibleLine(each.name)}`).join(', ') }))
  return found
}

const SHORT_ID = 8

function told(templates: readonly Template[], io: Io): number {
  const shown = templates.map(({ id, name, texts, deed, retired, author, day, crossed, earlier }) => ({ id, name, texts, deed, retired, author, day, crossed, earlier: earlier.length }))
  answer(io, { templates: shown }, () => shown.map(({ id, name, texts, deed, retired, crossed }) => (
    [id.slice(0, SHORT_ID), LANGUAGES.filter((language) => texts[language] !== undefined).join('+'), deed === 'none' ? '' : `→ ${deed}`, visibleLine(name), retired ? io.say['template-retired'] : '', crossed ? io.say['template-crossed'] : ''].filter((part) => part !== '').join('  '))))
  return DONE
}

/** @throws UsageError */
function asDeed(word: string): TemplateDeed {
  const deed = TEMPLATE_DEEDS.find((each) => each === word)
  if (deed === undefined) throw new UsageError((say) => say['usage-deed']({ word, deeds: TEMPLATE_DEEDS.join(' ') }))
  return deed
}
