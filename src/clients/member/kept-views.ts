import * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { nameText } from '#base/text.ts'
import { isDay, type Day } from '#base/day.ts'
import { LANGUAGES } from '#domain/bodies.ts'
import { SEVERITIES } from '#domain/triage-body.ts'
import { STATES } from '#domain/docket.ts'
import { openJson } from '#sealing/open/age.ts'
import { labelMark, viewsName, viewsScheme } from '#sealing/plain/schemes.ts'
import { sealJson } from '#sealing/seal/age.ts'
import type { DeviceMemory } from './device-memory.ts'
import { COMINGS, DUES, NONE, VIEWS, YES_NO, type QueueFilter } from './queue-filter.ts'
import type { Session } from './session.ts'

/** A view that a member made: what it is called, and what it shows. It lies sealed on the device where it was made, and nowhere else. */
export interface KeptView {
  readonly name: string
  readonly filter: QueueFilter
}

const text = v.pipe(v.string(), v.maxLength(LIMITS.nameCharactersMax))
/** Views that were kept when only a reporter could call a report urgent named it so. */
const view = v.pipe(v.picklist([...VIEWS, 'danger']), v.transform((name) => (name === 'danger' ? 'urgent' : name)))
const yesNo = v.exactOptional(v.picklist(YES_NO))
const day = v.exactOptional(v.custom<Day>((given) => typeof given === 'string' && isDay(given)))
const kept = v.strictObject({ views: v.pipe(v.array(v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.viewNameCharactersMax)),
  filter: v.strictObject({
    view: v.exactOptional(view), state: v.exactOptional(v.picklist(STATES)), label: v.exactOptional(text),
    severity: v.exactOptional(v.picklist([...SEVERITIES, NONE])), assigned: v.exactOptional(text), channel: v.exactOptional(text), team: v.exactOptional(text),
    came: v.exactOptional(v.picklist(COMINGS)), due: v.exactOptional(v.picklist(DUES)), urgent: yesNo, unread: yesNo, from: day, until: day,
    language: v.exactOptional(v.picklist(LANGUAGES)), series: yesNo, case: yesNo,
  }),
})), v.maxLength(LIMITS.keptViewsMax)) })

/** Views of this member on this device. What does not open, or is no view, is nobody's: the list is empty then. */
export async function readViews(session: Session, memory: DeviceMemory): Promise<readonly KeptView[]> {
  const { identity } = session.unlocked().secrets
  const sealed = await memory.read(viewsName(identity, session.id))
  if (sealed === null) return []
  try {
    const result = v.safeParse(kept, await openJson(viewsScheme(identity, session.id), sealed))
    return result.success ? result.output.views : []
  } catch (error) {
    if (error instanceof Refusal) return []
    throw error
  }
}

/**
 * Adds a view, or puts it in the place of one of the same name. Another window's are kept.
 * @throws Refusal `empty-text`, `bad-text`, `too-large` for a name that is none, and for more views than a device keeps
 */
export async function keepView(session: Session, memory: DeviceMemory, { name, filter }: KeptView): Promise<readonly KeptView[]> {
  const made = { name: nameText(name, LIMITS.viewNameCharactersMax), filter }
  const others = (await readViews(session, memory)).filter((each) => each.name !== made.name)
  if (others.length >= LIMITS.keptViewsMax) throw new Refusal('too-large', { viewsMax: LIMITS.keptViewsMax })
  return write(session, memory, [...others, made])
}

export async function forgetView(session: Session, memory: DeviceMemory, name: string): Promise<readonly KeptView[]> {
  return write(session, memory, (await readViews(session, memory)).filter((each) => each.name !== name))
}

async function write(session: Session, memory: DeviceMemory, views: readonly KeptView[]): Promise<readonly KeptView[]> {
  const { identity } = session.unlocked().secrets
  await memory.write(viewsName(identity, session.id), await sealJson(viewsScheme(identity, session.id), { views }))
  return views
}

/** What stands for a label in an address: a browser's history is not sealed. */
export function markOf(session: Session, label: string): string {
  return labelMark(session.unlocked().secrets.identity, { office: session.id, label })
}
