import * as v from 'valibot'
import * as f from './fields.ts'

/** POST /api/uploads/{upload}: how large the sealed file is. A second request with the same numbers is answered as the first. */
export const newUpload = v.strictObject({ segments: f.count, keptBytes: f.count })

/** What is there of an upload. */
export const uploadState = v.strictObject({
  segments: f.count, keptBytes: f.count,
  /** Numbers of the segments that have arrived. */
  arrived: v.array(f.count),
  /** The file's id, once it was finished. */
  file: v.nullable(f.id),
})
export type UploadState = v.InferOutput<typeof uploadState>

/** POST /api/uploads/{upload}/file: nothing more to say. */
export const finishUpload = v.strictObject({})

/** … and its answer. */
export const finishedUpload = v.strictObject({ file: f.id })

/** A file that a log holds: its segments' SHA-256, in their order. */
export const fileSegments = v.strictObject({ keptBytes: f.count, segments: v.array(f.id) })
export type FileSegments = v.InferOutput<typeof fileSegments>
