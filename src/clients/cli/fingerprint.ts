/** Whether somebody typed these words, in whatever case and with whatever spaces. */
export function sameWords(typed: string, words: readonly string[] | undefined): boolean {
  return words !== undefined && typed.normalize('NFKC').trim().toLowerCase().split(/\s+/).join(' ') === words.join(' ')
}
