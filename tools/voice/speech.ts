// Voices that speak, as Debian brings them: flite's four, made from recordings of people, and espeak-ng's for Chinese.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '#tools/cleaning/run.ts'
import { RATE_HZ } from '#clients/voice/rate.ts'

export interface Spoken {
  readonly voice: string
  readonly language: 'en' | 'zh'
  readonly text: string
  readonly samples: Float32Array
}

const ENGLISH = [
  'the report was written before the test was done and the safety valve was never opened',
  'they were told to sign the paper and say nothing to the people who work at night',
  'every month money is paid to a company that belongs to his brother',
  'the water that goes into the river behind the factory is not clean',
  'nobody looked at the machine for two years and the manager knew about it',
]
const CHINESE = ['检测报告是在试验之前写好的，安全阀从来没有打开过。', '他们让夜班的工人签字，还说不要告诉别人。', '每个月都有一笔钱付给他弟弟的公司。', '工厂后面流进河里的水是不干净的。', '这台机器两年没有人看过，经理是知道的。']
const FLITE = ['awb', 'rms', 'slt', 'kal16']
const ESPEAK = ['cmn+m3', 'cmn+f2', 'cmn+m7', 'cmn+f4']

export function speakAll(folder: string): readonly Spoken[] {
  const english = FLITE.flatMap((voice) => ENGLISH.map((text, at): Spoken => {
    const path = join(folder, `${voice}-${at}.wav`)
    run('flite', ['-voice', voice, '-t', text, '-o', path])
    return { voice, language: 'en', text, samples: heardAs(path) }
  }))
  const chinese = ESPEAK.flatMap((voice) => CHINESE.map((text, at): Spoken => {
    const path = join(folder, `${voice}-${at}.wav`)
    run('espeak-ng', ['-v', voice, '-s', '150', '-w', path, text])
    return { voice, language: 'zh', text, samples: heardAs(path) }
  }))
  return [...english, ...chinese]
}

/** As the page would have it from a microphone: one channel at our rate, with a moment of quiet around it. */
function heardAs(path: string): Float32Array {
  run('sox', [path, '-r', String(RATE_HZ), '-c', '1', '-b', '16', `${path}.16k.wav`, 'gain', '-n', '-3', 'pad', '0.2', '0.3'])
  const bytes = readFileSync(`${path}.16k.wav`)
  const data = bytes.indexOf('data') + 8
  return Float32Array.from({ length: (bytes.length - data) >> 1 }, (_, at) => bytes.readInt16LE(data + 2 * at) / 32_768)
}

/** The same, for programs that read files. */
export function writeWav(path: string, samples: Float32Array): void {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + 2 * samples.length, 4)
  head.write('WAVEfmt ', 8)
  for (const [at, value] of [[16, 16], [24, RATE_HZ], [28, 2 * RATE_HZ], [40, 2 * samples.length]] as const) head.writeUInt32LE(value, at)
  for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]] as const) head.writeUInt16LE(value, at)
  head.write('data', 36)
  const body = Buffer.alloc(2 * samples.length)
  samples.forEach((sample, at) => body.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 2 * at))
  writeFileSync(path, Buffer.concat([head, body]))
}
