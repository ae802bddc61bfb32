import type { KeptView } from '#clients/member/kept-views.ts'

/** A member's own views of the queue. They are on this device alone, sealed. */
export interface ViewDeeds {
  read(): Promise<readonly KeptView[]>
  /** @throws Refusal `empty-text`, `bad-text`, `too-large` */
  keep(view: KeptView): Promise<readonly KeptView[]>
  forget(name: string): Promise<readonly KeptView[]>
  /** What stands for a label in the address. */
  markOf(label: string): string
}
