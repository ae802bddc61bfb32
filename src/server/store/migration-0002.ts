import type { Migration } from './migration.ts'

/** People who log in, and jobs that must exist if and only if the deed does. */
export const members: Migration = {
  name: '0002-members',
  statements: ({ text, bytes, integer, number, narrow }) => [
    `create table member (
       office ${text} not null, sign_key ${text} not null, login ${text} not null, registration_record ${text} not null,
       under_passphrase ${bytes} not null, under_recovery ${bytes} not null, recovery_token_hash ${text} not null,
       totp_secret ${bytes} not null, totp_step ${integer} not null, row_hash ${bytes} not null,
       primary key (office, sign_key), unique (office, login))`,
    `create table standing (
       office ${text} not null, sign_key ${text} not null, roles ${text} not null, active ${integer} not null,
       primary key (office, sign_key)) ${narrow}`,
    `create table invitation (
       invitation ${text} primary key, office ${text} not null, inviter ${text} not null, sealed_secret ${bytes} not null, roles ${text} not null, teams ${text} not null,
       expires ${text} not null, confirmed ${integer} not null)`,
    `create index invitation_office on invitation (office, invitation)`,
    `create table enrolment (
       invitation ${text} primary key references invitation, sign_key ${text} not null, login ${text} not null,
       registration_record ${text} not null, under_passphrase ${bytes} not null, under_recovery ${bytes} not null,
       recovery_token_hash ${text} not null, totp_secret ${bytes} not null, recipient ${text} not null,
       sealed_name ${bytes} not null, proof ${text} not null)`,
    `create table session (
       token_hash ${text} primary key, office ${text} not null, sign_key ${text} not null, expires_hour ${integer} not null) ${narrow}`,
    `create index session_expires on session (expires_hour)`,
    `create table outbox (id ${number}, kind ${text} not null, payload ${text} not null)`,
  ],
}
