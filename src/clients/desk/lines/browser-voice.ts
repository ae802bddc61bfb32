import type { Language } from '#domain/bodies.ts'

/** A voice of this browser that speaks on this device: others send the words away, and nobody can hear them. Null for none, or while the browser has not listed them. */
function voiceOf(language: Language): SpeechSynthesisVoice | null {
  if (!('speechSynthesis' in globalThis)) return null
  return speechSynthesis.getVoices().find(({ lang, localService }) => localService && (language === 'zh' ? /^(?:zh|cmn)/i : /^en/i).test(lang)) ?? null
}

export function canReadAloud(language: Language): boolean {
  return voiceOf(language) !== null
}

/** Reads a sentence out, and tells when it was heard or ended otherwise. @returns what ends it; null where nobody can read it */
export function readAloud(language: Language, sentence: string, onend: () => void): (() => void) | null {
  const voice = voiceOf(language)
  if (voice === null) return null
  const said = new SpeechSynthesisUtterance(sentence)
  said.voice = voice
  said.lang = voice.lang
  said.onend = said.onerror = onend
  speechSynthesis.cancel()
  speechSynthesis.speak(said)
  return () => {
    said.onend = said.onerror = null
    speechSynthesis.cancel()
  }
}
