import type * as v from 'valibot'
import type { RefusalCode } from '#base/refusal.ts'
import type { Access } from '#wire/routes.ts'
import type { Caller } from '../actions/caller.ts'
import type { Call } from './call.ts'

/** Whoever sends a file. */
export interface Uploader {
  /** The `Authorization` header as it came. */
  readonly authorization: string | null
  /** Whether a member's session came along: asked of the store only where it matters. */
  readonly isMember: () => Promise<boolean>
}

/** Whom a route's access lets in, as the route sees them. */
export interface Who {
  readonly anyone: null
  /** Shows the set-up token in the message itself. */
  readonly setup: null
  /** Shows the invitation's id in the path. */
  readonly invitee: null
  /** The `Authorization` header as it came: what it opens, the deed asks the store. */
  readonly reporter: string | null
  readonly uploader: Uploader
  readonly member: Caller
  readonly administrator: Caller
  readonly auditor: Caller
}

export interface Takes {
  readonly query?: v.StrictObjectSchema<v.ObjectEntries, undefined>
  readonly json?: v.GenericSchema
  /** What the frames hold: their first part is canonical JSON, the others are bytes. */
  readonly frames?: string
  /** What the bytes are. */
  readonly bytes?: string
}

export interface Gives {
  readonly status: 200 | 201 | 204
  readonly json?: v.GenericSchema
  readonly frames?: string
  readonly bytes?: string
  readonly cookie?: true
}

/** One route of the API: what goes in, what comes out, how it is refused, and what happens. Its method and path stand in wire/routes.ts. */
export interface Route<A extends Access, Deps> {
  readonly takes: Takes
  readonly gives: Gives
  /** Besides what its access and its form may be refused with. */
  readonly refuses: readonly RefusalCode[]
  /** Refusals that would tell a stranger something weigh at least this. */
  readonly refusalBytesMin?: number
  readonly handle: (call: Call<Who[A]>, deps: Deps) => Promise<Response>
}
