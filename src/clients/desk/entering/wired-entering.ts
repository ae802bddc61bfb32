import { Refusal } from '#base/refusal.ts'
import { entryOf } from '#clients/member/enter.ts'
import type { Session } from '#clients/member/session.ts'
import { prepareEntry } from '#clients/reporter/enter-report.ts'
import { identitySealer } from '#clients/reporter/identity.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { httpApi } from '#clients/transport/api.ts'
import type { EnteringDeeds } from './entering-deeds.ts'

/** Files as a stranger does: the browser shows no cookie. What the server still sees is the address that it comes from. */
export function wiredEntering(session: Session): Pick<EnteringDeeds, 'prepare'> {
  const api = httpApi('', (input, init) => fetch(input, { ...init, credentials: 'omit' }))
  return {
    async prepare({ arrived, identity, ...what }) {
      const entry = entryOf(session, arrived)
      const office = await loadOffice(api, session.id)
      // A member knows the office log: a directory that is not in it is not believed.
      if (!session.officeLog().at.has(office.directory)) await session.refresh()
      if (!session.officeLog().at.has(office.directory)) throw new Refusal('forged-history')
      const named = identity === null ? {} : { identity: identitySealer(office, identity) }
      const prepared = await prepareEntry(office, { ...what, provenance: 'in-browser', entry, ...named }, arrived.isAnswerable)
      return { send: () => prepared.send(api) }
    },
  }
}
