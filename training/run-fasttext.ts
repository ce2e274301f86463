import { execFileSync } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const FASTTEXT_GRID = [
  '-lr 0.1 -epoch 10 -wordNgrams 2',
  '-lr 0.5 -epoch 10 -wordNgrams 2',
  '-lr 0.1 -epoch 10 -wordNgrams 2 -minn 3 -maxn 5',
  '-lr 0.3 -epoch 20 -wordNgrams 3 -minn 2 -maxn 5',
]

/** Whether the program is installed. */
export function hasFastText(): boolean {
  try {
    execFileSync('fasttext', [], { stdio: 'ignore' })
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

/** Trains a model of two classes in `folder` with the options of `setting`. */
export function trainFastText(
  folder: string,
  rows: readonly { text: string; truth: number }[],
  setting: string,
): void {
  const lines = rows.map(({ text, truth }) => `__label__${truth} ${oneLine(text)}`)
  writeFileSync(join(folder, 'train.txt'), lines.join('\n'))
  const options = `supervised -input ${folder}/train.txt -output ${folder}/model -dim 50 -bucket 500000 -thread 1 -seed 1 -verbose 0 ${setting}`
  execFileSync('fasttext', options.split(' '), { stdio: 'ignore' })
}

/** The probability of the class 1 for each text by the model in `folder`, with the time and the model's size. */
export function askFastText(
  folder: string,
  texts: readonly string[],
): { scores: number[]; msPerMessage: number; megabytes: number } {
  writeFileSync(join(folder, 'rows.txt'), `${texts.map(oneLine).join('\n')}\n`)
  const start = performance.now()
  const model = join(folder, 'model.bin')
  const output = execFileSync('fasttext', ['predict-prob', model, `${folder}/rows.txt`, '2'], {
    maxBuffer: 1e9,
  })
  const msPerMessage = (performance.now() - start) / texts.length
  const scores = output
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [first, p, , other] = line.split(' ')
      return first === '__label__1' ? Number(p) : Number(other ?? 0)
    })
  return { scores, msPerMessage, megabytes: statSync(model).size / 1e6 }
}

function oneLine(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ')
}
