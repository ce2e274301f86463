/** Aborts after `ms` milliseconds, or with the caller's signal where there is one. */
export function withinDeadline(ms: number, signal?: AbortSignal): AbortSignal {
  const deadline = AbortSignal.timeout(ms)
  return signal === undefined ? deadline : AbortSignal.any([deadline, signal])
}
