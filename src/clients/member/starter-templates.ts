import { base64url } from '#base/bytes.ts'
import type { TemplateDeed, TemplateWording } from '#domain/templates.ts'
import { en } from '#words/starter/generated/en.ts'
import { zh } from '#words/starter/generated/zh.ts'

const DEEDS = {
  'acknowledgement': 'none', 'particulars': 'none', 'outside-remit': 'outside-remit', 'referred': 'referred', 'not-pursued': 'not-accepted', 'concluded': 'concluded',
} as const satisfies Record<string, TemplateDeed>
export type StarterName = keyof typeof DEEDS

export type Starter = Omit<TemplateWording, 'id'>

/** Prepared answers to begin with, in both languages. An office reads each over and signs it as its own: none is there by itself. */
export const STARTERS: Readonly<Record<StarterName, Starter>> = Object.fromEntries((Object.keys(DEEDS) as StarterName[]).map((name, order) => [name, {
  name: `${en[`${name}-name`]} · ${zh[`${name}-name`]}`, texts: { en: en[name], zh: zh[name] }, deed: DEEDS[name], order: order + 1, retired: false,
}])) as Record<StarterName, Starter>

/** The id of a new prepared answer. */
export function newTemplateId(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(16)))
}
