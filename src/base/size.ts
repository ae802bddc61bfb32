const UNITS = ['B', 'kB', 'MB', 'GB'] as const

/** A size as a person reads it, in thousands as file managers count: `1.2 MB`. @param language - as in `en` */
export function sizeText(bytes: number, language: string): string {
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = new Intl.NumberFormat(language, { maximumFractionDigits: power === 0 ? 0 : 1 }).format(bytes / 1000 ** power)
  return `${value} ${UNITS[power] ?? 'B'}`
}
