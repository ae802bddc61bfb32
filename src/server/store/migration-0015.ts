import type { Migration } from './migration.ts'

/** Who declared a conflict of interest in which report, and was not given it again by somebody else since: nothing of it is served to them. */
export const recusals: Migration = {
  name: '0015-recusals',
  statements: ({ text, narrow }) => [
    `create table recusal (
       office ${text} not null, sign_key ${text} not null, report ${text} not null,
       primary key (office, sign_key, report)) ${narrow}`,
    'create index recusal_report on recusal (report)',
  ],
}
