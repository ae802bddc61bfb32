import type { Migration } from './migration.ts'

/** Recordings that an office's telephone lines say, and sets of them, by their hash: public, and believed by nobody whom the directory does not lead to them. */
export const prompts: Migration = {
  name: '0020-prompts',
  statements: ({ text, integer, bytes, narrow }) => [
    `create table prompt_file (
       office ${text} not null, file ${text} not null, day ${text} not null, size ${integer} not null, bytes ${bytes} not null,
       primary key (office, file)) ${narrow}`,
  ],
}
