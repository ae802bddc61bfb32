// A process that sends one file and may be killed at any moment. What it needs to go on it keeps in a file, the hash of each sealed segment
// before that segment leaves; what it puts on the wire it writes into another, which its own memory takes no part in.
//   node sender.ts '{"url":…,"path":…,"keptPath":…,"wirePath":…,"compares":true}'
import { closeSync, existsSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { base64url, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { Api } from '#clients/transport/api.ts'
import { attach, startAttaching } from '#clients/transport/attach.ts'
import type { FileSource, Upload } from '#clients/transport/upload.ts'
import { hash, useDigest } from '#sealing/proof/hash.ts'
import { nativeDigest } from '#server/native-hash.ts'
import { clientOf } from '#test/support/client.ts'
import { keyName, readKept, startKept } from './kept-upload.ts'
import type { SenderOptions, Told } from './told.ts'

const AGAIN_AFTER_MS = 50

useDigest(nativeDigest)
const { url, path, keptPath, wirePath, compares } = JSON.parse(process.argv[2] ?? '{}') as SenderOptions
const file = openSync(path, 'r')
const source: FileSource = { sizeBytes: statSync(path).size, read: async (from, to) => piece(from, to) }
let upload: Upload = kept()
await sendUntilThere()
closeSync(file)

function tell(told: Told): void {
  writeSync(1, `${JSON.stringify(told)}\n`)
}

function piece(from: number, to: number): Bytes {
  const bytes = new Uint8Array(to - from)
  return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from))
}

function kept(): Upload {
  const before = existsSync(keptPath) ? readKept(keptPath, compares) : null
  return before ?? startKept(keptPath, source.sizeBytes)
}

/** As a page does that a person watches: a broken line is tried again, and a file that changed is begun anew under another key. */
async function sendUntilThere(): Promise<void> {
  const api = onTheRecord(clientOf(url))
  for (;;) {
    tell({ at: 'begins', key: keyName(upload) })
    try {
      const attaching = { ...startAttaching({ source, name: 'recording.bin', cleaning: 'kept-as-it-was' }), upload }
      tell({ at: 'there', attachment: await attach(api, attaching) })
      return
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code === 'segment-differs') {
        tell({ at: 'differs' })
        rmSync(keptPath)
        upload = kept()
      } else if (error.code === 'unreachable') await pause(AGAIN_AFTER_MS)
      else throw error
    }
  }
}

/** The same line, with a record of every segment that is put on it and of what the server says has arrived. */
function onTheRecord(line: Api): Api {
  const wire = openSync(wirePath, 'a')
  return {
    origin: line.origin,
    async call(call) {
      const { route, bytes, parameters } = call
      const segment = Number(parameters?.['segment'])
      if (bytes !== undefined) writeSync(wire, `${JSON.stringify({ key: keyName(upload), segment, hash: base64url(hash(bytes)) })}\n`)
      const answer = await line.call(call)
      if (route === 'put-segment') tell({ at: 'arrived', segment })
      if (route === 'read-upload') tell({ at: 'goes-on', arrived: (await answer.clone().json() as { arrived: unknown[] }).arrived.length })
      return answer
    },
  }
}
