import * as v from 'valibot'
import * as f from './fields.ts'

/** GET /api/offices/{office}/checkpoint */
export const checkpointMessage = v.strictObject({
  /** A signed note. @see https://c2sp.org/tlog-checkpoint */
  checkpoint: v.string(),
  /** That the tree of `since` days is the beginning of this one; null if none was asked for. */
  consistency: v.nullable(v.array(f.id)),
})

/** GET /api/offices/{office}/journal: everything that the checkpoint's root is made of. */
export const journalMessage = v.strictObject({ firstDay: f.day, roots: v.array(f.id), checkpoint: v.string() })
export type JournalMessage = v.InferOutput<typeof journalMessage>
