/** A field of this name and somebody's key says that the report is to be kept from them. */
export const LEFT_OUT = 'not-'

/** The keys of those whom a form leaves out. */
export function leftOutIn(names: Iterable<string>): readonly string[] {
  return [...names].filter((name) => name.startsWith(LEFT_OUT)).map((name) => name.slice(LEFT_OUT.length))
}
