import { show, stage, whole } from '../frame.ts'
import { started } from '../started.ts'
import { stream } from './stream.ts'

/** As much as is simply handed to the browser, which knows more containers than we do. */
const WHOLE_BYTES_MAX = 48 * 1024 * 1024

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
