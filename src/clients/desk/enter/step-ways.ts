/** The two ways out of a step. */
export interface StepWays {
  readonly onnext: () => void
  readonly onback?: (() => void) | undefined
}
