/** Where the forms of people without scripts go. The front has one file for each. */
export const ACTIONS = {
  report: '/nojs/report',
  open: '/nojs/open',
  reply: '/nojs/reply',
  check: '/nojs/check',
  withdraw: '/nojs/withdraw',
  proof: '/nojs/proof',
  save: '/nojs/file',
  minutes: '/nojs/minutes',
  retaliation: '/nojs/retaliation',
  objection: '/nojs/objection',
} as const
