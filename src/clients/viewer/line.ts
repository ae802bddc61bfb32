import type { Bytes } from '#base/bytes.ts'
import { READ_BYTES_MAX, type Obstacle, type Order } from './protocol.ts'

/** A file that cannot be shown, for a reason that the desk has words for. */
export class CannotShow extends Error {
  readonly why: Obstacle

  constructor(why: Obstacle) {
    super(why)
    this.why = why
  }
}

interface Read { readonly is: 'read'; readonly id: number; readonly from: number; readonly to: number }

/** A page's end of the desk's port. */
export interface Line<Said> {
  say(message: Said | Read, transfer?: readonly ArrayBuffer[]): void
  /** @throws CannotShow `cannot-be-drawn` where the desk has no such bytes */
  ask(asked: (id: number) => Said | Read): Promise<Bytes>
  /** Bytes from `from` to `to`. @throws as `ask` */
  read(from: number, to: number): Promise<Bytes>
}

export function lineOf<Said>(port: MessagePort, onorder: (order: Exclude<Order, { is: 'bytes' }>) => void): Line<Said> {
  const waiting = new Map<number, (bytes: Bytes | null) => void>()
  let last = 0
  port.onmessage = ({ data: order }: MessageEvent<Order>) => {
    if (order.is === 'bytes') {
      waiting.get(order.id)?.(order.bytes)
      waiting.delete(order.id)
    } else onorder(order)
  }
  const ask = async (asked: (id: number) => Said | Read): Promise<Bytes> => {
    const id = ++last
    const bytes = await new Promise<Bytes | null>((resolve) => {
      waiting.set(id, resolve)
      port.postMessage(asked(id))
    })
    if (bytes === null) throw new CannotShow('cannot-be-drawn')
    return bytes
  }
  return {
    say: (message, transfer = []) => port.postMessage(message, [...transfer]),
    ask,
    async read(from, to) {
      const bytes: Bytes = new Uint8Array(Math.max(0, to - from))
      for (let at = from; at < to;) {
        const part = await ask((id) => ({ is: 'read', id, from: at, to: Math.min(to, at + READ_BYTES_MAX) }))
        if (part.length === 0) throw new CannotShow('cannot-be-drawn')
        bytes.set(part, at - from)
        at += part.length
      }
      return bytes
    },
  }
}
