import { base64url } from '#base/bytes.ts'
import { erasure, type ErasureMessage } from '#wire/messages.ts'
import { readErasure as read, readOwnErasure as readOwn, type ReadErasureDeps, type ReadOwnErasureDeps } from '../actions/erase-report.ts'
import type { ErasureStatement } from '#sealing/proof/erasure.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const readErasure: Route<'anyone', ReadErasureDeps> = {
  takes: {},
  gives: { status: 200, json: erasure },
  refuses: ['no-such-log'],
  async handle(call, deps) {
    return told(await read(deps, { log: call.id('log'), entry: call.id('erased') }))
  },
}

export const readOwnErasure: Route<'member', ReadOwnErasureDeps> = {
  takes: {},
  gives: { status: 200, json: erasure },
  refuses: ['no-such-log'],
  handle: async (call, deps) => told(await readOwn(deps, call.who, call.id('log'))),
}

function told({ office, log, entry, day, signature }: ErasureStatement): Response {
  const message: ErasureMessage = { office, log, entry, day, signature: base64url(signature) }
  return json(200, message)
}
