import { Refusal } from '#base/refusal.ts'
import type { RetentionDeeds } from '#clients/desk/retention/retention-deeds.ts'
import { retainedUntil } from '#domain/retention.ts'
import type { FixtureOffice } from './fixture-office.ts'

/** Keeping and erasing in an office in memory. */
export function fixtureRetention(office: FixtureOffice, deed: <T>(act: () => T) => Promise<T>): RetentionDeeds {
  return {
    set: (rules) => deed(() => { office.retention = rules }),
    list: (onsome) => deed(() => onsome(office.cases.flatMap((found) => {
      const line = found.lineFor(office.lin.signKey)
      const retained = retainedUntil(line.docket, line.triage, office.retention)
      return retained === null ? [] : [{ line, retained }]
    }))),
    async erase(due, { onprogress, signal }) {
      let progress = { done: 0, total: due.length, stayed: [] as { readonly id: string; readonly why: unknown }[] }
      for (const { line } of due) {
        if (signal.aborted) break
        try {
          await deed(() => office.erase(line.id))
        } catch (error) {
          if (!(error instanceof Refusal)) throw error
          progress = { ...progress, stayed: [...progress.stayed, { id: line.id, why: error }] }
        }
        progress = { ...progress, done: progress.done + 1 }
        onprogress(progress)
      }
      return progress
    },
  }
}
