/** What a file tells of whoever made it. */
export const FINDINGS = ['place', 'device', 'time', 'author', 'software', 'thumbnail', 'text', 'changes', 'more'] as const
export type Finding = (typeof FINDINGS)[number]

/** A file without what it told; its picture, and how it is shown, are the same. */
export interface Cleaned {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly findings: ReadonlySet<Finding>
}

/** What is no such file to its end: it is not touched. */
export class NotReadable extends Error {}
