import { SEALED_SEGMENT_BYTES } from '#sealing/sealed/file-shape.ts'
import { finishedUpload, finishUpload as finish, newUpload, uploadState } from '#wire/files.ts'
import * as upload from '../actions/upload.ts'
import type { Sender } from '../actions/upload.ts'
import { bytes, json, nothing } from './answer.ts'
import type { Call } from './call.ts'
import type { Route, Uploader } from './route.ts'

function senderOf(call: Call<Uploader>): Sender {
  return { authorization: call.who.authorization, upload: call.id('upload') }
}

export const startUpload: Route<'uploader', upload.StartUploadDeps> = {
  takes: { json: newUpload },
  gives: { status: 204 },
  refuses: ['too-large', 'uploads-full', 'disk-full'],
  async handle(call, deps) {
    await upload.startUpload(deps, { ...senderOf(call), isMember: call.who.isMember }, await call.json(newUpload))
    return nothing()
  },
}

export const putSegment: Route<'uploader', upload.PutSegmentDeps> = {
  takes: { bytes: 'A sealed segment' },
  gives: { status: 204 },
  refuses: ['segment-differs', 'uploads-full', 'disk-full'],
  async handle(call, deps) {
    const [sender, segment] = [senderOf(call), call.number('segment')]
    await upload.putSegment(deps, sender, { segment, bytes: await call.bytes(SEALED_SEGMENT_BYTES) })
    return nothing()
  },
}

export const readUpload: Route<'uploader', upload.ReadUploadDeps> = {
  takes: {},
  gives: { status: 200, json: uploadState },
  refuses: [],
  handle: async (call, deps) => json(200, await upload.readUpload(deps, senderOf(call))),
}

export const readUploadSegment: Route<'uploader', upload.ReadUploadSegmentDeps> = {
  takes: {},
  gives: { status: 200, bytes: 'A sealed segment' },
  refuses: [],
  handle: async (call, deps) => bytes(await upload.readUploadSegment(deps, senderOf(call), call.number('segment'))),
}

export const finishUpload: Route<'uploader', upload.FinishUploadDeps> = {
  takes: { json: finish },
  gives: { status: 200, json: finishedUpload },
  refuses: ['upload-incomplete'],
  async handle(call, deps) {
    await call.json(finish)
    return json(200, await upload.finishUpload(deps, senderOf(call)))
  },
}
