import { defineWords } from '../words.ts'

/** The page of the workspace's own cases. */
export const caseWords = defineWords({
  pt: {
    lead: 'Perguntas cuja resposta certa a sua equipe conhece. Um caso só conta nas avaliações depois que outra pessoa o aprova.',
    link: 'Ver os casos deste espaço',
    states: { pending: 'Esperam aprovação', approved: 'Aprovados', rejected: 'Rejeitados', all: 'Todos' },
    state: { pending: 'espera outra pessoa', approved: 'aprovado', rejected: 'rejeitado' },
    which: 'Quais casos',
    none: {
      pending: 'Nenhum caso espera aprovação',
      approved: 'Nenhum caso aprovado ainda',
      rejected: 'Nenhum caso rejeitado',
      all: 'Nenhum caso ainda',
    },
    noneLead:
      'Escreva um caso nesta página, importe um CSV ou, na revisão, faça um caso de um rascunho. Depois outra pessoa o aprova aqui.',
    noneApproved: 'Peça a outra pessoa que aprove os que esperam; só então uma avaliação pode usá-los.',
    noneRejected: 'Um caso rejeitado fica guardado aqui e não conta em nenhuma avaliação.',
    proposedBy: (name: string, at: string) => `Proposto por ${name} em ${at}`,
    decided: {
      approved: (name: string) => `Aprovado por ${name}.`,
      rejected: (name: string) => `Rejeitado por ${name}.`,
    },
    thread: 'Abrir a conversa de onde veio',
    old: 'de antes, sem resposta',
    approve: 'Aprovar',
    reject: 'Rejeitar',
    waits: 'Você propôs este caso: outra pessoa precisa decidir.',
    said: {
      approved: 'Aprovado: conta a partir da próxima avaliação.',
      rejected: 'Rejeitado: não conta.',
      own: 'Não deu: você propôs este caso, e outra pessoa precisa decidir.',
      decided: 'Não deu: alguém já decidiu este caso.',
      proposed: 'Proposto. Outra pessoa precisa aprovar.',
    },
    taken: 'Nada foi guardado: aqui já existe um caso com este nome.',
    noEntry: 'Nada foi guardado: a entrada esperada não existe.',
    unfit: 'Nada foi guardado: um dos campos tem um valor que não serve.',
    unreadable:
      'Nada foi guardado: o arquivo não pôde ser lido. Precisa ser um CSV separado por vírgulas ou ponto e vírgula, com o nome das colunas na primeira linha e até 5.000 linhas.',
    faultsTitle: 'Linhas que não servem',
    faultsLead: 'Nada foi guardado. Corrija estas linhas no arquivo e importe de novo.',
    line: 'Linha',
    column: 'Coluna',
    fault: 'O que há de errado',
    faults: {
      last: 'a última mensagem precisa ser do cliente e dizer o que se espera',
      length: 'está vazio ou é longo demais',
      family: 'só letras sem acento, números, _, - e ponto, até 60',
      yesOrNo: 'precisa ser true ou false',
      other: 'tem um valor que não serve',
    },
    oneOf: (options: string) => `precisa ser um destes: ${options}`,
    add: 'Novo caso',
    asks: 'O que o cliente escreve',
    asksHint: 'Sem dados pessoais.',
    entryHint: 'O código da entrada na página Conhecimento. Vazio: nenhuma entrada responde.',
    noEntryHere: 'Na página Conhecimento não há entrada com este código.',
    saysHint: 'Opcional, um por linha.',
    propose: 'Propor o caso',
    file: 'Importar um CSV',
    fileLabel: 'Arquivo CSV',
    fileHint:
      'Uma linha por mensagem. Colunas: case, language, family, from, text, category, entry (none: nenhuma responde), says, never_says. O CSV que se baixa serve de modelo.',
    import: 'Importar os casos',
    csv: 'Baixar todos em CSV',
  },
  es: {
    lead: 'Preguntas cuya respuesta correcta conoce tu equipo. Un caso cuenta en las evaluaciones solo cuando otra persona lo aprueba.',
    link: 'Ver los casos de este espacio',
    states: {
      pending: 'Esperan aprobación',
      approved: 'Los aprobados',
      rejected: 'Rechazados',
      all: 'Todos ellos',
    },
    state: { pending: 'espera a otra persona', approved: 'aprobado ya', rejected: 'rechazado' },
    which: 'Qué casos',
    none: {
      pending: 'Ningún caso espera aprobación',
      approved: 'Aún no hay casos aprobados',
      rejected: 'Ningún caso rechazado',
      all: 'Aún no hay casos',
    },
    noneLead:
      'Escribe un caso en esta página, importa un CSV o, en la revisión, guarda un borrador como caso. Después otra persona lo aprueba aquí.',
    noneApproved:
      'Pide a otra persona que apruebe los que esperan; solo entonces los puede usar una evaluación.',
    noneRejected: 'Un caso rechazado se guarda aquí y no cuenta en ninguna evaluación.',
    proposedBy: (name: string, at: string) => `Lo propuso ${name} el ${at}`,
    decided: {
      approved: (name: string) => `Lo aprobó ${name}.`,
      rejected: (name: string) => `Lo rechazó ${name}.`,
    },
    thread: 'Abrir la conversación de la que salió',
    old: 'de antes, sin respuesta',
    approve: 'Aprobar',
    reject: 'Rechazar',
    waits: 'Este caso lo propusiste tú: tiene que decidir otra persona.',
    said: {
      approved: 'Aprobado: cuenta desde la próxima evaluación.',
      rejected: 'Rechazado: no cuenta.',
      own: 'No se pudo: este caso lo propusiste tú, y tiene que decidir otra persona.',
      decided: 'No se pudo: alguien ya decidió este caso.',
      proposed: 'Propuesto. Falta que otra persona apruebe.',
    },
    taken: 'No se guardó nada: aquí ya hay un caso con este nombre.',
    noEntry: 'No se guardó nada: la entrada esperada no existe.',
    unfit: 'No se guardó nada: uno de los campos tiene un valor que no sirve.',
    unreadable:
      'No se guardó nada: el archivo no se pudo leer. Tiene que ser un CSV separado por comas o punto y coma, con los nombres de las columnas en el primer renglón y hasta 5.000 renglones.',
    faultsTitle: 'Renglones que no sirven',
    faultsLead: 'No se guardó nada. Corrige estos renglones en el archivo e impórtalo otra vez.',
    line: 'Renglón',
    column: 'Columna',
    fault: 'Qué está mal',
    faults: {
      last: 'el último mensaje tiene que ser del cliente y decir qué se espera',
      length: 'está vacío o es demasiado largo',
      family: 'solo letras sin acento, números, _, - y punto, hasta 60',
      yesOrNo: 'tiene que ser true o false',
      other: 'tiene un valor que no sirve',
    },
    oneOf: (options: string) => `tiene que ser uno de estos: ${options}`,
    add: 'Caso nuevo',
    asks: 'Qué escribe el cliente',
    asksHint: 'Sin datos personales.',
    entryHint: 'El código de la entrada en la página Conocimiento. Vacío: no responde ninguna.',
    noEntryHere: 'En la página Conocimiento no hay ninguna entrada con este código.',
    saysHint: 'Opcional, uno por renglón.',
    propose: 'Proponer el caso',
    file: 'Importar desde CSV',
    fileLabel: 'Archivo CSV',
    fileHint:
      'Un renglón por mensaje. Columnas: case, language, family, from, text, category, entry (none: no responde ninguna), says, never_says. El CSV que se descarga sirve de modelo.',
    import: 'Importar estos casos',
    csv: 'Descargar todos en CSV',
  },
  en: {
    lead: 'Questions whose right answer your team knows. A case counts in evaluations only once another person has approved it.',
    link: 'See the cases of this workspace',
    states: { pending: 'Waiting', approved: 'Approved', rejected: 'Rejected', all: 'All' },
    state: { pending: 'waits for another person', approved: 'approved', rejected: 'rejected' },
    which: 'Which cases',
    none: {
      pending: 'No case waits for approval',
      approved: 'No approved cases yet',
      rejected: 'No rejected cases',
      all: 'No cases yet',
    },
    noneLead:
      'Write a case on this page, import a CSV or, in the review, make a case of a draft. Then another person approves it here.',
    noneApproved: 'Ask another person to approve those that wait; only then can an evaluation use them.',
    noneRejected: 'A rejected case is kept here and counts in no evaluation.',
    proposedBy: (name: string, at: string) => `Proposed by ${name} on ${at}`,
    decided: {
      approved: (name: string) => `Approved by ${name}.`,
      rejected: (name: string) => `Rejected by ${name}.`,
    },
    thread: 'Open the thread that it came from',
    old: 'from before, never answered',
    approve: 'Approve',
    reject: 'Reject',
    waits: 'You proposed this case: another person has to decide.',
    said: {
      approved: 'Approved: it counts from the next run on.',
      rejected: 'Rejected: it does not count.',
      own: 'Not done: you proposed this case, and another person has to decide.',
      decided: 'Not done: somebody decided this case already.',
      proposed: 'Proposed. Another person has to approve.',
    },
    taken: 'Nothing was stored: there is a case with this name already.',
    noEntry: 'Nothing was stored: the expected entry does not exist.',
    unfit: 'Nothing was stored: one of the fields has a value that does not fit.',
    unreadable:
      'Nothing was stored: the file could not be read. It must be a CSV separated by commas or semicolons, with the names of the columns in its first line and at most 5,000 lines.',
    faultsTitle: 'Lines that do not fit',
    faultsLead: 'Nothing was stored. Mend these lines in the file and import it again.',
    line: 'Line',
    column: 'Column',
    fault: 'What is wrong',
    faults: {
      last: 'the last message must be a customer’s and say what is expected',
      length: 'is empty or too long',
      family: 'only plain letters, digits, _, - and dots, up to 60',
      yesOrNo: 'must be true or false',
      other: 'has a value that does not fit',
    },
    oneOf: (options: string) => `must be one of: ${options}`,
    add: 'New case',
    asks: 'What the customer writes',
    asksHint: 'No personal data.',
    entryHint: 'The entry’s id on the Knowledge page. Empty: no entry answers.',
    noEntryHere: 'The Knowledge page has no entry with this id.',
    saysHint: 'Optional, one a line.',
    propose: 'Propose the case',
    file: 'Import a CSV',
    fileLabel: 'CSV file',
    fileHint:
      'One line a message. Columns: case, language, family, from, text, category, entry (none: no entry answers), says, never_says. The CSV that is downloaded shows how.',
    import: 'Import the cases',
    csv: 'Download all as CSV',
  },
})

type Faults = (typeof caseWords)['pt']['faults']

/** What the reader of the file says of a row, in the order in which it is looked for. */
const SAID: readonly (readonly [RegExp, keyof Faults])[] = [
  [/last message/, 'last'],
  [/letters, digits/, 'family'],
  [/expected boolean/, 'yesOrNo'],
  [/characters|Too (?:small|big)/, 'length'],
]

/** Its word on a row in the reader's language; what may be chosen from is named. */
export function wordCaseFault(language: keyof typeof caseWords, detail: string): string {
  const words = caseWords[language]
  const options = /Invalid option/.test(detail)
    ? [...detail.matchAll(/"([^"]+)"/g)].map(([, one]) => one)
    : []
  if (options.length > 0) return words.oneOf(options.join(', '))
  return words.faults[SAID.find(([pattern]) => pattern.test(detail))?.[1] ?? 'other']
}
