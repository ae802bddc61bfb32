import { encodeDisclosures } from '#wire/disclosures.ts'
import { disclosuresQuery } from '#wire/queries.ts'
import { listDisclosures as list, type ListDisclosuresDeps } from '../actions/disclosures.ts'
import { frames } from './answer.ts'
import type { Route } from './route.ts'

export const listDisclosures: Route<'member', ListDisclosuresDeps> = {
  takes: { query: disclosuresQuery },
  gives: { status: 200, frames: 'Requests for identities, newest first: headers and signatures, no words' },
  refuses: [],
  handle: async (call, deps) => frames(encodeDisclosures(await list(deps, call.who, call.query(disclosuresQuery)))),
}
