// Goal: whatever is sent in whatever order by however many at once, a log is one chain of entries of which each was kept once, and
// every answer was true. Method: random deeds on few logs, sent in random bursts, against a model that knows only the rule.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { Refusal } from '#base/refusal.ts'
import { exampleNext, exampleReport, randomId } from '#test/support/deeds.ts'
import { ENGINES } from '#test/support/stores.ts'
import type { AppendDeed, AppendOutcome, Store } from './store.ts'

type Answer = AppendOutcome | { readonly outcome: 'refused'; readonly code: string }

/** One thing that somebody does: on which log, and which entry they believe to be the last. */
interface Move {
  readonly log: number
  readonly behind: number
  readonly repeats: boolean
}

const move = fc.record({ log: fc.nat(2), behind: fc.nat(2), repeats: fc.boolean() })
const bursts = fc.array(fc.array(move, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 })

/** What the people who write know: the entries of each log that they were told are kept. */
class People {
  readonly chains: AppendDeed[][]
  readonly refused = new Set<string>()

  constructor(office: string) {
    this.chains = [0, 1, 2].map(() => [exampleReport(office)])
  }

  deedFor({ log, behind, repeats }: Move): AppendDeed {
    const chain = this.chains[log] ?? []
    const known = chain[Math.max(0, chain.length - 1 - behind)]
    assert.ok(known !== undefined)
    return repeats ? known : exampleNext(known)
  }

  /** Learns from an answer, and holds it against what is known. */
  take(deed: AppendDeed, answer: Answer): void {
    const chain = this.chains.find(([first]) => first?.log === deed.log)
    assert.ok(chain !== undefined)
    const kept = chain[deed.seq]
    if (answer.outcome === 'kept' && !answer.repeated && kept === undefined) chain.push(deed)
    else if (answer.outcome === 'kept' && answer.repeated) assert.equal(kept?.hash, deed.hash, 'said to be there, and is not')
    else if (answer.outcome === 'stale') assert.notEqual(kept?.hash, deed.hash, 'said to be stale, and is there')
    else assert.fail(`no answer for ${deed.seq}: ${JSON.stringify(answer)}`)
    if (answer.outcome !== 'kept') this.refused.add(deed.hash)
  }
}

async function send(store: Store, deed: AppendDeed): Promise<Answer> {
  return store.write.append(deed).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error
    return { outcome: 'refused', code: error.code }
  })
}

/** Answers in the order in which the entries stand, so that each is held against a chain that is long enough. */
function inOrder(answers: readonly { deed: AppendDeed; answer: Answer }[]) {
  const weight = ({ outcome }: Answer): number => (outcome === 'kept' ? 0 : 1)
  const repeated = (answer: Answer): number => (answer.outcome === 'kept' && answer.repeated ? 1 : 0)
  return [...answers].sort((a, b) =>
    weight(a.answer) - weight(b.answer) || a.deed.seq - b.deed.seq || repeated(a.answer) - repeated(b.answer))
}

async function assertChains(store: Store, people: People): Promise<void> {
  for (const chain of people.chains) {
    const [first] = chain
    const row = await store.read.log(first?.log ?? '')
    assert.deepEqual([row?.length, row?.head], [chain.length, chain.at(-1)?.hash])
    assert.deepEqual(await store.read.entries(first?.log ?? '', 0, 1000), chain.map((deed) => deed.entry))
    for (const deed of chain) assert.ok(!people.refused.has(deed.hash), 'refused, and kept all the same')
  }
}

for (const { name, skip, newPlace } of ENGINES) {
  test(`${name}: every log is one chain, and every answer was true`, { skip }, async (context) => {
    const store = await (await newPlace(context)).open()
    await fc.assert(fc.asyncProperty(bursts, async (story) => {
      const people = new People(randomId())
      for (const [first] of people.chains) if (first !== undefined) await store.write.append(first)
      for (const burst of story) {
        const deeds = burst.map((each) => people.deedFor(each))
        const answers = await Promise.all(deeds.map(async (deed) => ({ deed, answer: await send(store, deed) })))
        for (const { deed, answer } of inOrder(answers)) people.take(deed, answer)
      }
      await assertChains(store, people)
    }), { numRuns: 40 })
  })

  test(`${name}: of many writers on one head exactly one is kept`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    let head: AppendDeed = exampleReport(randomId())
    await write.append(head)
    for (let round = 1; round <= 10; round++) {
      const rivals = Array.from({ length: 16 }, () => exampleNext(head))
      const outcomes = await Promise.all(rivals.map((rival) => write.append(rival)))
      const kept = rivals.filter((_, index) => outcomes[index]?.outcome === 'kept')
      assert.equal(kept.length, 1)
      head = kept[0] ?? head
      assert.deepEqual([(await read.log(head.log))?.head, (await read.log(head.log))?.length], [head.hash, round + 1])
    }
  })

  test(`${name}: of many who begin one log exactly one is kept, and the same one sent often is kept once`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const office = randomId()
    const log = randomId()
    const rivals = Array.from({ length: 8 }, () => exampleReport(office, { log }))
    const outcomes = await Promise.all([...rivals, ...rivals].map((rival) => write.append(rival)))
    const kept = outcomes.filter((outcome) => outcome.outcome === 'kept')
    assert.deepEqual(kept.map((outcome) => outcome.repeated).sort(), [false, true])
    assert.equal((await read.entries(log, 0, 10)).length, 1)
    assert.equal((await read.queue({ office, readers: ['team:intake:0'], limit: 9 })).total, 1)
  })
}
