import { lineStanding, signedLineReport } from '#wire/line-report.ts'
import { readLine as read, tellLine as tell, type LineStandingDeps } from '../actions/line-standing.ts'
import { json, nothing } from './answer.ts'
import type { Route } from './route.ts'

export const tellLine: Route<'anyone', LineStandingDeps> = {
  takes: { json: signedLineReport },
  gives: { status: 204 },
  refuses: ['no-such-office', 'not-allowed', 'bad-signature', 'wrong-time'],
  async handle(call, deps) {
    await tell(deps, call.id('office'), await call.json(signedLineReport))
    return nothing()
  },
}

export const readLine: Route<'administrator', LineStandingDeps> = {
  takes: {},
  gives: { status: 200, json: lineStanding },
  refuses: [],
  handle: async (call, deps) => json(200, await read(deps, call.who.office)),
}
