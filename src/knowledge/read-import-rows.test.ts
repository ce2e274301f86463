import { describe, expect, test } from 'vitest'
import { readImportRows } from './read-import-rows.ts'

const csv = (source: string) => readImportRows('csv', source)
/** What each row holds of a question and an answer. */
const pairs = (source: string) =>
  csv(source).map((row) => {
    if ('fault' in row) return row.fault
    const { question, answer } = row.entry as { question?: string; answer?: string }
    return [question, answer]
  })

describe('CSV', () => {
  test.each([
    ['English', 'question,answer'],
    ['Portuguese', 'Pergunta,Resposta'],
    ['Spanish', ' PREGUNTA , respuesta'],
  ])('column names may be %s', (_language, header) => {
    expect(pairs(`${header}\nAceitam pix?,Sim.\n`)).toEqual([['Aceitam pix?', 'Sim.']])
  })

  test('every column is understood, and one that we do not know is left out', () => {
    const header = 'Código,pergunta,resposta,variantes,idioma,etiquetas,valid_from,valid_until,preço'
    const values =
      'pix,Aceitam pix?,Sim.,tem pix | pix,pt,pagamento|pix,2026-01-01T00:00:00Z,2027-01-01T00:00:00Z,10'
    expect(csv(`${header}\n${values}`)).toEqual([
      {
        line: 2,
        entry: {
          external_id: 'pix',
          question: 'Aceitam pix?',
          answer: 'Sim.',
          variants: ['tem pix', 'pix'],
          language: 'pt',
          tags: ['pagamento', 'pix'],
          valid_from: '2026-01-01T00:00:00Z',
          valid_until: '2027-01-01T00:00:00Z',
        },
      },
    ])
  })

  test('a byte order mark, Windows line ends and empty lines change nothing', () => {
    const source = '\uFEFFquestion,answer\r\n\r\nDo you ship?,Yes.\r\n\r\nAre you open?,Daily.\r\n'
    expect(csv(source).map(({ line }) => line)).toEqual([3, 5])
    expect(pairs(source)).toEqual([
      ['Do you ship?', 'Yes.'],
      ['Are you open?', 'Daily.'],
    ])
  })

  test('rows that a spreadsheet saves as delimiters alone are none', () => {
    const source = 'question,answer,tags,\n,,,\nDo you ship?,Yes.,,\n , ,,\n,,,\n'
    expect(csv(source).map(({ line }) => line)).toEqual([3])
    expect(pairs(source)).toEqual([['Do you ship?', 'Yes.']])
  })

  test.each([
    ['without names of columns', 'Do you ship?,Yes.\nAre you open?,Daily.\n'],
    ['of one line alone', 'Do you ship?,Yes.\n'],
    ['with other names', 'title,text\nDo you ship?,Yes.\n'],
    ['without a column of answers', 'question,tags\nDo you ship?,delivery\n'],
  ])('a file %s says once what is missing', (_name, source) => {
    expect(csv(source)).toEqual([{ line: 1, fault: expect.stringContaining('must name the columns') }])
  })

  test.each([
    ['semicolons', ';'],
    ['tabs', '\t'],
  ])('in a file of %s the commas belong to the answers', (_name, by) => {
    const source = `\uFEFFpergunta${by}resposta\nQue dias abrem?${by}Segunda, terça e sexta, das 9h às 19h\n`
    expect(pairs(source)).toEqual([['Que dias abrem?', 'Segunda, terça e sexta, das 9h às 19h']])
  })

  test('a quoted value may hold the delimiter, quotes and line ends', () => {
    const source = 'question,answer\n"Open, today?","From ""9"" to 5,\nevery day"\nParking?,Yes\n'
    expect(pairs(source)).toEqual([
      ['Open, today?', 'From "9" to 5,\nevery day'],
      ['Parking?', 'Yes'],
    ])
  })

  test('a row with more columns than the first line is a fault, not half an answer', () => {
    expect(csv('question,answer\nWhen?,Monday, Tuesday\nParking?,Yes,\n')).toEqual([
      { line: 2, fault: expect.stringContaining('more columns') },
      { line: 3, entry: expect.objectContaining({ question: 'Parking?', answer: 'Yes' }) },
    ])
  })

  test('a row with fewer columns has what it has', () => {
    expect(pairs('question,answer,tags\nWhen?,Daily\nWhere?\n')).toEqual([
      ['When?', 'Daily'],
      ['Where?', undefined],
    ])
  })

  test('a quote that stays open is one fault for the file', () => {
    const rows = csv('question,answer\nWhen?,"Daily\nWhere?,Here\n')
    expect(rows).toEqual([{ line: expect.any(Number), fault: expect.stringContaining('a quote is open') }])
  })

  test('a file without a column for the question or the answer is one fault, which names the columns', () => {
    for (const source of ['foo,bar\n1,2\n3,4\n', 'pergunta,bar\n1,2\n3,4\n', 'foo,bar\n']) {
      const rows = csv(source)
      expect(rows).toEqual([{ line: 1, fault: expect.stringMatching(/^the first line must name/) }])
      expect(JSON.stringify(rows)).toMatch(
        /names: (?:foo|pergunta), bar\..*Known are: .*pergunta, pregunta, answer/,
      )
    }
  })

  test('quotes that somebody wrote in a list are part of what they say, unless they hold all of it', () => {
    const listed = (cell: string) => {
      const [row] = csv(`question,answer,variants\nQ,A,"${cell.replaceAll('"', '""')}"\n`)
      return (row as { entry: { variants: string[] } }).entry.variants
    }
    expect(listed('o "pix" vale | "pix" vale?')).toEqual(['o "pix" vale', '"pix" vale?'])
    expect(listed('5" tela | outra')).toEqual(['5" tela', 'outra'])
    expect(listed('"aberta | outra')).toEqual(['"aberta', 'outra'])
    expect(listed('"um | só" | outra')).toEqual(['um | só', 'outra'])
  })
})

describe('JSON lines', () => {
  test('each line is an entry as it is; one that is not JSON is a fault of its own', () => {
    const source =
      '\uFEFF{"external_id":"a","question":"q","answer":"x"}\r\n\n{"question"\n[1]\n"text"\nnull\n'
    expect(readImportRows('jsonl', source)).toEqual([
      { line: 1, entry: { external_id: 'a', question: 'q', answer: 'x' } },
      { line: 3, fault: 'is not JSON' },
      { line: 4, entry: [1] },
      { line: 5, entry: 'text' },
      { line: 6, entry: null },
    ])
  })
})

describe('Markdown', () => {
  test('a heading of any level with text under it is an entry; one without is the title of a section', () => {
    const source =
      '\uFEFFWords before.\n\n# FAQ\n\n## Do you ship?\n\nYes:\n\n- by mail\n- by bike\n\n### When?\nDaily.\n'
    expect(readImportRows('markdown', source)).toEqual([
      {
        line: 5,
        entry: {
          external_id: 'do-you-ship',
          question: 'Do you ship?',
          answer: 'Yes:\n\n- by mail\n- by bike',
        },
      },
      { line: 12, entry: { external_id: 'when', question: 'When?', answer: 'Daily.' } },
    ])
  })

  test('underlined headings are headings, and # in code is none', () => {
    const source = 'Do you ship?\n============\nYes.\n\n```\n# not a heading\n```\n'
    expect(readImportRows('markdown', source)).toEqual([
      {
        line: 1,
        entry: expect.objectContaining({
          question: 'Do you ship?',
          answer: expect.stringContaining('# not'),
        }),
      },
    ])
  })
})

describe('an entry without an id', () => {
  const idOf = (question: string) => {
    const [row] = readImportRows('jsonl', JSON.stringify({ question, answer: 'x' }))
    return (row as { entry: { external_id: string } }).entry.external_id
  }

  test.each([
    ['Qual é o horário?', 'qual-e-o-horario'],
    ['  ¿Hacen ENVÍOS a todo el país? ', 'hacen-envios-a-todo-el-pais'],
    ['24/7?', '24-7'],
    ['営業時間は?', '営業時間は'],
    ['???', ''],
  ])('is known by its question: %s', (question, slug) => {
    expect(idOf(question)).toBe(slug)
  })

  test('has an id of at most 100 characters', () => {
    expect(idOf('palavra '.repeat(50))).toHaveLength(100)
  })

  test('and one with an empty id are the same', () => {
    expect(csv('id,question,answer\n,When?,Daily\n')).toEqual([
      { line: 2, entry: expect.objectContaining({ external_id: 'when' }) },
    ])
  })
})

test.each([
  ['csv', 'question,answer\n'],
  ['jsonl', '\n'],
  ['markdown', 'Just words, without a heading.\n'],
] as const)('a %s file without any entry says so', (format, source) => {
  expect(readImportRows(format, source)).toEqual([{ line: 1, fault: expect.stringContaining('no question') }])
})
