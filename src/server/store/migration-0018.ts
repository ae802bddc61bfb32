import type { Migration } from './migration.ts'

/** Cases are few among the logs, and are listed by themselves. */
export const cases: Migration = { name: '0018-cases', statements: () => [`create index log_case on log (office, number) where kind = 'case'`] }
