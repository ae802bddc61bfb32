import type { Migration } from './migration.ts'

/** Questions to experts are few among the logs, and are listed by themselves; with a report they end. */
export const appraisals: Migration = {
  name: '0010-appraisals',
  statements: () => [
    `create index log_appraisal on log (office, number) where kind = 'appraisal'`,
    `create index log_appraised on log (about) where kind = 'appraisal'`,
  ],
}
