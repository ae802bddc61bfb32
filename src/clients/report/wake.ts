/** The field that says whether somebody is to be paged now, where life is in danger. */
export const WAKE = 'wake'

/** What a form says of it. Whoever was not asked, or chose nothing, is taken to want it: an alarm too many costs a night's sleep, one too few may cost a life. */
export function wakeIn(value: string | undefined): boolean {
  return value !== 'no'
}
