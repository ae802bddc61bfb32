import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { decodeFrames } from '#wire/frames.ts'
import { cardMeta } from '#wire/messages.ts'
import { parse } from '#wire/parse.ts'
import { putCard as put, type PutCardDeps } from '../actions/put-card.ts'
import { nothing } from './answer.ts'
import type { Route } from './route.ts'

export const putCard: Route<'member', PutCardDeps> = {
  takes: { frames: 'A card: {seq, head}, card' },
  gives: { status: 204 },
  refuses: ['no-such-log', 'not-allowed', 'card-stale', 'bad-signature'],
  async handle(call, deps) {
    const { meta, parts } = decodeFrames(await call.frames(LIMITS.jsonRequestBytesMax))
    const { seq, head } = parse(cardMeta, meta)
    const [bytes, ...more] = parts
    if (bytes === undefined || more.length > 0) throw new Refusal('malformed', { member: 'parts' })
    await put(deps, call.who, { log: call.id('log'), seq, head, bytes })
    return nothing()
  },
}
