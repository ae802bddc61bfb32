// Goal: a name is known again by a letter or two. Method: names as offices have them.
import assert from 'node:assert/strict'
import test from 'node:test'
import { initialsOf } from './initials.ts'

test('a name in Han is known by its family’s character, any other by how its first and last word begin', () => {
  const names = { '陈默': '陈', '欧阳静': '欧', 'Lin Yue': 'LY', 'Dr Ines Vogel': 'DV', 'maren okafor': 'MO', 'Wei': 'W', ' Élodie ': 'É', '': '' }
  for (const [name, initials] of Object.entries(names)) assert.equal(initialsOf(name), initials, name)
})
