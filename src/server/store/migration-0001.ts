import type { Migration } from './migrations.ts'

/**
 * The logs and what is projected from them.
 *
 * Narrow tables have no rowid on SQLite, so that a look-up walks one tree; wide ones (`entry`, `wrap`) keep it, because a tree
 * of fat rows is slow.
 *
 * [Note: Queue, audience, tally] A member sees the reports that one of their readers holds a wrap of. `queue` has one row for
 * each such reader and report, in the order of the list. An *audience* is the set of a report's readers; `tally` counts
 * the reports of an audience in a state, so that a total is right even where a member has several of the readers, and costs
 * the same at a hundred thousand reports. A tally has sixteen shards, chosen by log id: on PostgreSQL writers in one office would wait for one row.
 */
export const tables: Migration = {
  name: '0001-tables',
  statements: ({ text, bytes, integer, narrow }) => [
    `create table installation (
       id ${integer} primary key check (id = 1), salt ${bytes} not null, opaque_setup ${text} not null,
       server_key ${bytes} not null, setup_token_hash ${text})`,
    `create table log (
       log ${text} primary key, office ${text} not null, kind ${text} not null, length ${integer} not null, head ${text} not null,
       author ${text} not null, about ${text}, generation ${integer} not null, key_commit ${text}, row_hash ${bytes} not null) ${narrow}`,
    `create unique index log_office on log (office) where kind = 'office'`,
    `create unique index log_audit on log (office) where kind = 'audit'`,
    `create unique index log_desk on log (about) where kind = 'desk'`,
    `create table entry (
       log ${text} not null references log, seq ${integer} not null, hash ${text} not null, day ${text} not null,
       header ${bytes} not null, signature ${bytes} not null, body ${bytes} not null, row_hash ${bytes} not null,
       primary key (log, seq))`,
    `create table wrap (
       log ${text} not null references log, reader ${text} not null, seq ${integer} not null, place ${integer} not null,
       subject ${text} not null, bytes ${bytes} not null, row_hash ${bytes} not null,
       primary key (log, reader, seq, place))`,
    `create table docket (
       log ${text} primary key references log, office ${text} not null, state ${text} not null, channel ${text} not null, team ${text} not null,
       urgent ${integer} not null, received_day ${text} not null, acknowledged_day ${text}, entries ${integer} not null,
       last_from ${text} not null, last_day ${text} not null, due_day ${text}, audience ${text} not null, row_hash ${bytes} not null) ${narrow}`,
    `create table queue (
       office ${text} not null, reader ${text} not null, state ${text} not null, received_day ${text} not null, log ${text} not null,
       primary key (office, reader, state, received_day, log)) ${narrow}`,
    `create table audience (
       office ${text} not null, audience ${text} not null, reader ${text} not null,
       primary key (office, audience, reader)) ${narrow}`,
    `create index audience_reader on audience (office, reader, audience)`,
    `create table tally (
       office ${text} not null, audience ${text} not null, state ${text} not null, shard ${integer} not null, reports ${integer} not null,
       primary key (office, audience, state, shard)) ${narrow}`,
    `create table access (
       lookup_hash ${bytes} primary key, token_hash ${bytes} not null, log ${text} not null references log,
       row_hash ${bytes} not null) ${narrow}`,
    `create table card (
       log ${text} primary key references log, office ${text} not null, seq ${integer} not null, bytes ${bytes} not null,
       row_hash ${bytes} not null)`,
  ],
}
