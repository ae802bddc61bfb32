/**
 * Recording a voice: asked for by few, and fetched when the first of them does. Built by build.ts; the code for files imports it only after the
 * browser held it to its hash.
 */
export { openPanel } from './voice/panel.ts'
