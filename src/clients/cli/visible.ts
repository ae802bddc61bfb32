/**
 * [Note: Terminals obey] A terminal takes some characters as orders: it moves its cursor, renames its window, turns text around.
 * Words that strangers wrote are shown with such characters spelled out, so that they stay words.
 */

/** C0 and C1 controls but for tab and line feed; marks, embeddings, overrides and isolates that turn text around; line separators. */
const ORDERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu
/** JSON spells the first 32 out by itself; the others it leaves as they are. */
const ORDERS_IN_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** Text for a terminal: `\u{202e}` stands where that character was. */
export function visible(text: string): string {
  return text.replace(ORDERS, (order) => `\\u{${(order.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`)
}

/** As `visible`, on one line. */
export function visibleLine(text: string): string {
  return visible(text).replace(/\s*\n\s*/g, ' ⏎ ').replaceAll('\t', ' ')
}

/** JSON in which no character gives a terminal orders; whoever parses it reads the same value. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value).replace(ORDERS_IN_JSON, (order) => `\\u${order.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
