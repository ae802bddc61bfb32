import type { Migration } from './migration.ts'

/**
 * The logs and what is projected from them.
 *
 * [Note: Log numbers] Log ids are random, and a tree with random keys is written all over: each costs one more page an append.
 * So only `log`, `access` and `queue` have them; the other tables name a log by a number, and new rows stand side by side.
 * Measured on SQLite: 24 KB written an append instead of 41. The number says in which order logs came, as the order of
 * rows in a file always does; it never leaves the store.
 *
 * [Note: Queue, audience, tally] A member sees the reports that one of their readers holds a wrap of. `queue` has one row for
 * each such reader and report, in the order of the list. An *audience* is the set of a report's readers; `tally` counts
 * the reports of an audience in a state, so that a total is right even where a member has several of the readers, and costs
 * the same at a hundred thousand reports. A tally has sixteen shards, chosen by log id: on PostgreSQL all writers of an office
 * would wait for its one row.
 */
export const tables: Migration = {
  name: '0001-tables',
  statements: ({ text, bytes, integer, number, narrow }) => [
    `create table installation (
       id ${integer} primary key check (id = 1), salt ${bytes} not null, opaque_setup ${text} not null,
       server_key ${bytes} not null, setup_token_hash ${text})`,
    `create table log (
       number ${number}, log ${text} not null unique, office ${text} not null, kind ${text} not null, length ${integer} not null,
       head ${text} not null, author ${text} not null, about ${text}, generation ${integer} not null, key_commit ${text},
       row_hash ${bytes} not null)`,
    `create unique index log_office on log (office) where kind = 'office'`,
    `create unique index log_audit on log (office) where kind = 'audit'`,
    `create unique index log_desk on log (about) where kind = 'desk'`,
    `create table entry (
       log_number ${integer} not null references log, seq ${integer} not null, hash ${text} not null, day ${text} not null,
       header ${bytes} not null, signature ${bytes} not null, body ${bytes} not null, row_hash ${bytes} not null,
       primary key (log_number, seq))`,
    `create table wrap (
       log_number ${integer} not null references log, reader ${text} not null, seq ${integer} not null, place ${integer} not null,
       subject ${text} not null, bytes ${bytes} not null, row_hash ${bytes} not null,
       primary key (log_number, reader, seq, place))`,
    `create table docket (
       log_number ${integer} primary key references log, state ${text} not null, channel ${text} not null, team ${text} not null,
       urgent ${integer} not null, received_day ${text} not null, acknowledged_day ${text}, entries ${integer} not null,
       last_from ${text} not null, last_day ${text} not null, due_day ${text}, audience ${text} not null,
       row_hash ${bytes} not null)`,
    `create table queue (
       office ${text} not null, reader ${text} not null, state ${text} not null, received_day ${text} not null,
       log ${text} not null, log_number ${integer} not null,
       primary key (office, reader, state, received_day, log)) ${narrow}`,
    `create table audience (
       office ${text} not null, audience ${text} not null, reader ${text} not null,
       primary key (office, audience, reader)) ${narrow}`,
    `create index audience_reader on audience (office, reader, audience)`,
    `create table tally (
       office ${text} not null, audience ${text} not null, state ${text} not null, shard ${integer} not null,
       reports ${integer} not null,
       primary key (office, audience, state, shard)) ${narrow}`,
    `create table access (
       lookup_hash ${bytes} primary key, token_hash ${bytes} not null, log ${text} not null,
       row_hash ${bytes} not null) ${narrow}`,
    `create table card (
       log_number ${integer} primary key references log, seq ${integer} not null, bytes ${bytes} not null,
       row_hash ${bytes} not null)`,
  ],
}
