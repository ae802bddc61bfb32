import { Refusal } from '#base/refusal.ts'

/** The memory that the bodies of all requests under way share: who comes when it is full is told to come again, and nobody is dropped. */
export class BodySpace {
  #freeBytes: number

  constructor(bytesMax: number) {
    this.#freeBytes = bytesMax
  }

  /** One request's part, given back as a whole when the request is answered. */
  enter(): BodyPlace {
    let heldBytes = 0
    return {
      hold: (bytes) => {
        if (bytes > this.#freeBytes) throw new Refusal('busy')
        this.#freeBytes -= bytes
        heldBytes += bytes
      },
      leave: () => {
        this.#freeBytes += heldBytes
        heldBytes = 0
      },
    }
  }
}

export interface BodyPlace {
  /** @throws Refusal `busy` */
  hold(bytes: number): void
  leave(): void
}
