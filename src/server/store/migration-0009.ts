import type { Migration } from './migration.ts'

/**
 * Files in their segments. The bytes are blobs by their hash; the rows say which segment of which upload each of them is.
 *
 * [Note: Uploads and files] A file is sent before the entry that cites it, by somebody who may have no other right here: an *upload* is
 * known by the hash of a token that only the sender has. Once whole it is a *file*, known by a hash over its segments, and the entry's
 * signed header names it. What no entry names within two days is thrown away; what one names stays as long as the entry's log, and belongs to no other.
 */
export const files: Migration = {
  name: '0009-files',
  statements: ({ text, integer, narrow }) => [
    `create table upload (
       upload ${text} primary key, segments ${integer} not null, kept_bytes ${integer} not null, day ${text} not null,
       file ${text} unique, used ${integer} not null)`,
    `create index upload_unused on upload (day) where used = 0`,
    `create table segment (
       upload ${text} not null references upload, segment ${integer} not null, hash ${text} not null,
       primary key (upload, segment)) ${narrow}`,
    `create index segment_hash on segment (hash)`,
    `create table file_use (
       log_number ${integer} not null references log, file ${text} not null,
       primary key (log_number, file)) ${narrow}`,
  ],
}
