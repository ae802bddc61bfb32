import type { Migration } from './migration.ts'

/**
 * Passkeys, and sessions that say which way in they began by. A session is worth one log-in and no more: those of the version
 * before are dropped rather than given a way in that nobody knows.
 */
export const access: Migration = {
  name: '0003-access',
  statements: ({ text, bytes, integer, narrow }) => [
    `create table passkey (
       passkey ${text} primary key, credential ${text} not null, office ${text} not null, sign_key ${text} not null, rp_id ${text} not null,
       public_key ${bytes} not null, counter ${integer} not null, under_passkey ${bytes} not null, sealed_label ${bytes} not null,
       added_day ${text} not null, row_hash ${bytes} not null)`,
    `create index passkey_member on passkey (office, sign_key, passkey)`,
    `drop table session`,
    `create table session (
       token_hash ${text} primary key, session ${text} not null, office ${text} not null, sign_key ${text} not null, way ${text} not null,
       begun_day ${text} not null, expires_hour ${integer} not null) ${narrow}`,
    `create index session_expires on session (expires_hour)`,
    `create index session_member on session (office, sign_key, session)`,
  ],
}
