/** The report that an identity belongs to. It stands inside both layers. */
export interface IdentityPlace {
  readonly office: string
  readonly report: string
}

/** Who a reporter is, in the reporter's own words. */
export interface Person {
  readonly name: string
  readonly contact: string
}

/** What lies under the locks. The salt keeps the commitment from being tested against guessed names. */
export interface SealedPerson extends IdentityPlace, Person {
  readonly salt: string
}
