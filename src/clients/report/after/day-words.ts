import type { Host } from '../page/host.ts'

/** A calendar date in words, as the page's language writes it. */
export function dayWords(host: Host, day: string): string {
  return new Intl.DateTimeFormat(host.data('date'), { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`))
}
