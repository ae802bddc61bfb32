import type { Migration } from './migration.ts'

/** Browsers that are paged, the key by which push services know this server, and what is urgent found without looking through all reports. */
export const push: Migration = {
  name: '0019-push',
  statements: ({ text, integer, bytes, narrow }) => [
    `create table push_device (
       office ${text} not null, sign_key ${text} not null, device ${text} not null, endpoint ${text} not null, p256dh ${text} not null, auth ${text} not null,
       language ${text} not null, row_hash ${bytes} not null,
       primary key (office, sign_key, device)) ${narrow}`,
    `create table push_key (id ${integer} primary key, pkcs8 ${bytes} not null)`,
    'create index docket_urgent on docket (log_number) where urgent = 1',
  ],
}
