import { base64url } from '#base/bytes.ts'
import { erasure, type ErasureMessage } from '#wire/messages.ts'
import { readErasure as read, type ReadErasureDeps } from '../actions/erase-report.ts'
import { json } from './answer.ts'
import type { Route } from './route.ts'

export const readErasure: Route<'anyone', ReadErasureDeps> = {
  takes: {},
  gives: { status: 200, json: erasure },
  refuses: ['no-such-log'],
  async handle(call, deps) {
    const { office, log, entry, day, signature } = await read(deps, { log: call.id('log'), entry: call.id('erased') })
    const message: ErasureMessage = { office, log, entry, day, signature: base64url(signature) }
    return json(200, message)
  },
}
