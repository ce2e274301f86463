export interface CalibrationPanel {
  readonly title: string
  readonly scores: readonly number[]
  readonly labels: readonly number[]
}

const SIDE = 150
const GAP = 46
const COLUMNS = 4
const BINS = 10

/**
 * Reliability diagrams as one SVG: in each panel, ten bins of equal width; a dot stands at the mean score and the share of
 * hits of a bin, larger with more rows, with the 95% interval of that share.
 */
export function drawCalibration(panels: readonly CalibrationPanel[]): string {
  const rows = Math.ceil(panels.length / COLUMNS)
  const width = COLUMNS * (SIDE + GAP) + GAP
  const height = rows * (SIDE + GAP + 14) + GAP
  const parts = panels.map((panel, i) => {
    const x = GAP + (i % COLUMNS) * (SIDE + GAP)
    const y = GAP + Math.floor(i / COLUMNS) * (SIDE + GAP + 14)
    return `<g transform="translate(${x} ${y})">${drawPanel(panel)}</g>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

function drawPanel({ title, scores, labels }: CalibrationPanel): string {
  const at = (x: number) => (x * SIDE).toFixed(1)
  const up = (y: number) => ((1 - y) * SIDE).toFixed(1)
  const dots = Array.from({ length: BINS }, (_, bin) => {
    const members = [...scores.keys()].filter(
      (i) => Math.min(BINS - 1, Math.floor(scores[i]! * BINS)) === bin,
    )
    if (members.length < 5) return ''
    const mean = (of: readonly number[]) => members.reduce((sum, i) => sum + of[i]!, 0) / members.length
    const [x, y] = [mean(scores), mean(labels)]
    const spread = 1.96 * Math.sqrt((y * (1 - y) + 1 / members.length) / members.length)
    const line = `<line x1="${at(x)}" x2="${at(x)}" y1="${up(Math.max(0, y - spread))}" y2="${up(Math.min(1, y + spread))}" stroke="#666"/>`
    return `${line}<circle cx="${at(x)}" cy="${up(y)}" r="${Math.min(7, 2 + Math.log10(members.length)).toFixed(1)}" fill="#1f6feb"/>`
  })
  return [
    `<text x="0" y="-8">${title}</text>`,
    `<rect width="${SIDE}" height="${SIDE}" fill="none" stroke="#999"/>`,
    `<line x1="0" y1="${SIDE}" x2="${SIDE}" y2="0" stroke="#ccc" stroke-dasharray="3"/>`,
    ...dots,
    `<text x="0" y="${SIDE + 13}">0</text><text x="${SIDE - 6}" y="${SIDE + 13}">1</text><text x="${SIDE / 2 - 16}" y="${SIDE + 13}">score</text>`,
  ].join('')
}
