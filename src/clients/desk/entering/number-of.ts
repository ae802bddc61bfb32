import type { Language } from '#domain/bodies.ts'
import type { Line } from '#domain/lines.ts'

/** The number of a line that speaks the reporter's language and leads to the report's channel: there the code can be keyed in. */
export function numberOf(lines: readonly Line[], { channel, language }: { readonly channel: string; readonly language: Language }): string | null {
  return lines.find((line) => line.channel === channel && line.languages.includes(language))?.number ?? null
}
