import type { Migration } from './migration.ts'

/** How much of an upload has come, and whether a member began it: what the room for uploads is shared by. What was there before counts as whole. */
export const uploadRoom: Migration = {
  name: '0011-upload-room',
  statements: ({ integer }) => [
    `alter table upload add column arrived_bytes ${integer} not null default 0`,
    `alter table upload add column member ${integer} not null default 0`,
    `update upload set arrived_bytes = kept_bytes`,
  ],
}
