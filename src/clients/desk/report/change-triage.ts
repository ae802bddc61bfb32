import type { TriageChange } from '#domain/triage.ts'
import type { OpenReport } from './open-report.svelte.ts'

/** The one way in which the desk's pages change what handlers say of a report. Only what is named changes. @throws Refusal as `triage` of the session does */
export async function changeTriage(report: OpenReport, change: TriageChange): Promise<void> {
  await report.triage(change)
}
