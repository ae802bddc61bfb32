// Speech by telephone: where parts wait, one of them whole, and such as are none.
import { identityText, recipientText } from '../second/age.ts'
import { uploadId } from '../second/file.ts'
import { b64, fixed, type Value } from '../second/primitives.ts'
import { spokenToken } from '../second/spoken.ts'
import { wrapPadded } from './keys.ts'

const SEED = fixed('caller identity seed')
const LEAST = 57_344

export async function spoken(): Promise<Value> {
  const samples = fixed('what a caller says', 40_000)
  const to = { recipient: recipientText(SEED), least: LEAST }
  const small = { ...to, least: 1024 }
  const few = b64(samples.subarray(0, 9))
  return {
    identity: identityText(SEED), seed: b64(SEED),
    places: ([[0, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0], [7, 3, 359]] as const).map(([turn, take, part]) => {
      const token = b64(spokenToken(SEED, [turn, take, part]))
      return { turn, take, part, token, upload: uploadId(token) }
    }),
    part: { codec: 'ulaw', samples: b64(samples), sealed: await wrapPadded('spoken part', to, { codec: 'ulaw', samples: b64(samples) }) },
    masked: { codec: 'alaw', recorded: 'masked', samples: few, sealed: await wrapPadded('spoken masked', small, { codec: 'alaw', recorded: 'masked', samples: few }) },
    refused: [
      { name: 'another codec', refusal: 'not-canonical', sealed: await wrapPadded('spoken opus', small, { codec: 'opus', samples: few }) },
      { name: 'kept in another way', refusal: 'not-canonical', sealed: await wrapPadded('spoken otherwise', small, { codec: 'ulaw', recorded: 'both', samples: few }) },
      { name: 'no samples', refusal: 'not-canonical', sealed: await wrapPadded('spoken nothing', small, { codec: 'ulaw' }) },
      { name: 'to another code', refusal: 'foreign-key', sealed: await wrapPadded('spoken elsewhere', { ...small, recipient: recipientText(fixed('another caller')) }, { codec: 'ulaw', samples: few }) },
    ],
  }
}
