import type { Template, TemplateWording } from '#domain/templates.ts'

/** What the desk can do with the office's prepared answers. Every deed throws Refusal. */
export interface TemplateDeeds {
  /** All of them, retired ones too, in their order. */
  list(): Promise<readonly Template[]>
  /** @param previous - the entry that the person saw as the last of it, or null. @throws Refusal `not-allowed` unless the caller administers, `malformed` */
  put(wording: TemplateWording, previous: string | null): Promise<readonly Template[]>
}
