/** What somebody chose for this device, of the values that there are; null where nothing was, or nothing may be kept. */
export function keptChoice<T extends string | number>(key: string, of: readonly T[]): T | null {
  try {
    return of.find((each) => String(each) === localStorage.getItem(key)) ?? null
  } catch {
    return null
  }
}

export function keepChoice(key: string, choice: string | number): void {
  try {
    localStorage.setItem(key, String(choice))
  } catch {
    // Where nothing may be kept, the choice holds as long as this page does.
  }
}
