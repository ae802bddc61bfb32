import type { TemplateWording } from '#domain/templates.ts'

/** Whether every word of what is sought stands in the name or in the text of either language. */
export function isFound({ name, texts }: Pick<TemplateWording, 'name' | 'texts'>, sought: string): boolean {
  const whole = [name, texts.en ?? '', texts.zh ?? ''].join('\n').toLowerCase()
  return sought.toLowerCase().split(/\s+/).every((word) => whole.includes(word))
}
