import { createContext } from 'svelte'
import type { Day } from '#base/day.ts'
import { awayOn, coveredBy, isAwayOn, isOpenAbsence, type Absence, type Away } from '#domain/absences.ts'
import type { DeskSession } from '#clients/desk/deeds.ts'
import { noted } from '#clients/desk/refusal-words.ts'

/** Who is away and who covers, for every page of the desk. Without it all work goes on: it only says whom one would wait for. */
export class AwayBook {
  #absences = $state.raw<readonly Absence[]>([])
  readonly #session: DeskSession
  readonly #dayNow: () => Day
  /** Signing keys of those whom this member covers today. */
  readonly covered: ReadonlySet<string> = $derived.by(() => coveredBy(this.#absences, this.#session.me.signKey, this.today))
  /** Now or to come, by their first day. */
  readonly open: readonly Absence[] = $derived.by(() => this.#absences.filter((each) => isOpenAbsence(each, this.today)))

  constructor(session: DeskSession, today: () => Day) {
    this.#session = session
    this.#dayNow = today
  }

  get today(): Day { return this.#dayNow() }

  /** @param isAnew - whether the office log is read once more: somebody may have left since. */
  async look(isAnew: boolean): Promise<void> {
    try {
      if (isAnew) await this.#session.refresh()
      this.#absences = await this.#session.together.absences()
    } catch (error) {
      noted(error)
    }
  }

  /** Takes what a deed answered. @throws Refusal as the deed does */
  async did(deed: Promise<readonly Absence[]>): Promise<void> {
    this.#absences = await deed
  }

  /** Null for who is here. */
  awayOf(signKey: string): Away | null {
    return awayOn(this.#absences, signKey, this.today)
  }

  isNow(absence: Absence): boolean {
    return isAwayOn(absence, this.today)
  }
}

export const [useAway, setAway] = createContext<AwayBook>()
