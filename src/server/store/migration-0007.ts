import type { Migration } from './migration.ts'

/** Requests for identities are few among the logs, and are listed by themselves. */
export const disclosures: Migration = {
  name: '0007-disclosures',
  statements: () => [`create index log_disclosure on log (office, number) where kind = 'disclosure'`],
}
