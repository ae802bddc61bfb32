import type { Migration } from './migration.ts'

/** One row for each day of an office, for good. @see [Note: The journal] */
export const journal: Migration = {
  name: '0004-journal',
  statements: ({ text, bytes }) => [
    `create table journal (
       office ${text} not null, day ${text} not null, root ${bytes} not null, leaves ${bytes} not null, checkpoint ${text} not null,
       row_hash ${bytes} not null, primary key (office, day))`,
    // Days only rise, so each new row goes to the end of the tree.
    `create index entry_day on entry (day, log_number, seq)`,
  ],
}
