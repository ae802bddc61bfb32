import { record, type Interruption, type Recording } from '#clients/voice/recorder.ts'
import { telephoneSink } from '#clients/voice/telephone-sink.ts'
// Vite makes this module: the address of the worklet's own build.
// oxlint-disable-next-line import/default
import worklet from '#clients/voice/worklet.ts?worker&url'

/** Records what a member says, as a telephone line plays it. @throws NoRecording */
export function take({ isMasked, secondsMax }: { readonly isMasked: boolean; readonly secondsMax: number }, oninterruption: (what: Interruption) => void): Promise<Recording> {
  return record({ worklet, newSink: async () => telephoneSink(), secondsMax, isMasked, oninterruption })
}
