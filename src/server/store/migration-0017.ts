import type { Migration } from './migration.ts'

/**
 * Who wants to be told outside the desk, and where; whom an administrator names to be paged; and what was told on which day, so that nobody is told twice.
 * No column holds an hour at which something was sent: a page follows a report within a minute. @see [Note: Leases]
 */
export const notices: Migration = {
  name: '0017-notices',
  statements: ({ text, integer, bytes, narrow }) => [
    `create table notice_choice (
       office ${text} not null, sign_key ${text} not null, address ${text} not null, language ${text} not null, reasons ${text} not null,
       quiet_from ${integer}, quiet_to ${integer}, row_hash ${bytes} not null,
       primary key (office, sign_key)) ${narrow}`,
    `create table paged (
       office ${text} not null, sign_key ${text} not null,
       primary key (office, sign_key)) ${narrow}`,
    `create table notice (
       office ${text} not null, sign_key ${text} not null, reason ${text} not null, day ${text} not null,
       waiting ${integer} not null, has_job ${integer} not null,
       primary key (office, sign_key, reason, day)) ${narrow}`,
  ],
}
