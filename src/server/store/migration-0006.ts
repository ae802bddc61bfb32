import type { Migration } from './migration.ts'

/**
 * An index on every entry's day took a third of the store's appends. A log's first entry, which is what is appended most, is found by its
 * log instead (read-journal.ts); the others by an index of their own.
 */
export const journalDays: Migration = {
  name: '0006-journal-days',
  statements: () => [
    `drop index entry_day`,
    `create index entry_later_day on entry (day, log_number, seq) where seq > 0`,
  ],
}
