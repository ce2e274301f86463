/** What one turn gives a metric; which numbers, each metric's file says. */
export type Observation = readonly number[]

/** A value of all observations together, 0–1, or null where it cannot be said of them. */
export type Measure = (observations: readonly Observation[]) => number | null
