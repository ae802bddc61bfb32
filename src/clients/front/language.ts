import { LANGUAGES, type Language } from '#domain/bodies.ts'

/** The language asked for in the address, else the one that the browser likes best, else English. No cookie remembers it. */
export function languageOf(asked: string | null, acceptLanguage: string | undefined): Language {
  return LANGUAGES.find((language) => language === asked) ?? preferred(acceptLanguage ?? '')
}

/** @see RFC 9110 section 12.5.4 */
function preferred(header: string): Language {
  let best: { readonly language: Language; readonly weight: number } | null = null
  for (const item of header.slice(0, 1000).split(',')) {
    const [range = '', ...parameters] = item.trim().toLowerCase().split(';')
    const language = LANGUAGES.find((each) => range === each || range.startsWith(`${each}-`))
    const weight = weightOf(parameters)
    if (language !== undefined && weight > (best?.weight ?? 0)) best = { language, weight }
  }
  return best?.language ?? 'en'
}

function weightOf(parameters: readonly string[]): number {
  const text = parameters.map((each) => each.trim()).find((each) => each.startsWith('q='))
  const weight = text === undefined ? 1 : Number(text.slice(2))
  return Number.isFinite(weight) ? weight : 0
}
