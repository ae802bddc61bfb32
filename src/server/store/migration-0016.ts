import type { Migration } from './migration.ts'

/**
 * First words of reports in pages under a team's secret, for a colleague's device that has none of them. They lie apart for the same reason as keyrings:
 * @see [Note: Keyrings apart]. Which reports a page has stands beside it, so that it goes with any of them.
 */
export const texts: Migration = { name: '0016-texts', statements: ({ texts: apart }) => apart }
