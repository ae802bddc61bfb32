import { CannotShow } from './line.ts'

const STARTS_WITHIN_MS = 20_000

/** Resolves once there is something to play. @throws CannotShow `cannot-be-drawn` */
export async function started(player: HTMLMediaElement): Promise<void> {
  const limit = Promise.withResolvers<void>()
  const timer = setTimeout(() => limit.reject(new CannotShow('cannot-be-drawn')), STARTS_WITHIN_MS)
  player.addEventListener('loadeddata', () => limit.resolve(), { once: true })
  player.addEventListener('error', () => limit.reject(new CannotShow('cannot-be-drawn')), { once: true })
  if (player.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) limit.resolve()
  await limit.promise
  clearTimeout(timer)
}
