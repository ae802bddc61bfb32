import { CannotShow, show, stage, whole } from '../frame.ts'
import { stream } from './stream.ts'

/** As much as is simply handed to the browser, which knows more containers than we do. */
const WHOLE_BYTES_MAX = 48 * 1024 * 1024
const STARTS_WITHIN_MS = 20_000

show(async (file, tell) => {
  const player = document.createElement(file.type.startsWith('audio/') ? 'audio' : 'video')
  player.controls = true
  stage().replaceChildren(player)
  const isWhole = file.sizeBytes <= WHOLE_BYTES_MAX
  if (isWhole) player.src = URL.createObjectURL(new Blob([await whole(file, WHOLE_BYTES_MAX)], { type: file.type }))
  else await stream(file, player)
  await started(player)
  tell({ remarks: player instanceof HTMLVideoElement && player.videoWidth === 0 ? ['no-sound-or-picture'] : [] })
  return {}
})

async function started(player: HTMLMediaElement): Promise<void> {
  const limit = Promise.withResolvers<void>()
  const timer = setTimeout(() => limit.reject(new CannotShow('cannot-be-drawn')), STARTS_WITHIN_MS)
  player.addEventListener('loadeddata', () => limit.resolve(), { once: true })
  player.addEventListener('error', () => limit.reject(new CannotShow('cannot-be-drawn')), { once: true })
  if (player.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) limit.resolve()
  await limit.promise
  clearTimeout(timer)
}
