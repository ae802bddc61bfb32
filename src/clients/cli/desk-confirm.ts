import { Refusal } from '#base/refusal.ts'
import { confirmMember, listInvitations } from '#clients/member/invite.ts'
import { command, DONE } from './command.ts'
import { invitationJson } from './desk-invitations.ts'
import { sameWords } from './fingerprint.ts'
import { answer } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { visibleLine } from './visible.ts'

/**
 * postern desk confirm: signs an invitee into the office. Without `--fingerprint` it only tells whom it would confirm; the six words
 * come from the invitee by another way, never from this screen. Needs an administrator's passphrase.
 */
export const deskConfirm = command({
  name: 'desk confirm',
  summary: 'summary-desk-confirm',
  words: { shown: 'INVITATION', min: 1, max: 1 },
  note: 'note-desk-confirm',
  options: { ...MEMBER_OPTIONS, fingerprint: { type: 'text', value: 'WORDS', help: 'option-fingerprint' } },
  async run(given, io, [invitation = '']) {
    const { session } = await logInAsMember(given, io)
    const view = (await listInvitations(session)).find((each) => each.invitation === invitation)
    if (view === undefined) throw new Refusal('no-such-invitation')
    if (view.forged || (given.fingerprint !== undefined && !sameWords(given.fingerprint, view.enrolled?.fingerprint))) throw new Refusal('foreign-key')
    const confirmed = given.fingerprint !== undefined
    if (confirmed) await confirmMember(session, invitation)
    const who = { name: visibleLine(view.enrolled?.name ?? ''), roles: view.roles.join(', ') }
    answer(io, { ...invitationJson(view), confirmed }, () => (
      confirmed ? [io.say['confirm-done'](who)] : [io.say['confirm-would'](who), io.say['confirm-how']]
    ))
    return DONE
  },
})
