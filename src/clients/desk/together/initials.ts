/** One or two letters that stand for a name beside it: of a name in Han the first character, which is the family's; else how its first and last word begin. */
export function initialsOf(name: string): string {
  const [first = '', ...more] = name.trim().split(/\s+/u)
  const begins = (word: string): string => [...new Intl.Segmenter().segment(word)][0]?.segment ?? ''
  if (/^\p{Script=Han}/u.test(first)) return begins(first)
  return `${begins(first)}${begins(more.at(-1) ?? '')}`.toLocaleUpperCase()
}
