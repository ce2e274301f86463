import { defineWords } from '../words.ts'

export const modelWords = defineWords({
  pt: {
    title: 'Quem responde neste espaço',
    lead: 'Cada parte fica com o modelo do Recado, nesta máquina, ou com outro que esta instalação oferece. Toda decisão diz com qual foi tomada.',
    parts: { embedder: 'Busca no conhecimento', classifier: 'Classificação', drafter: 'Redação' },
    sides: {
      embedded: 'modelo do Recado',
      transformers: 'transformers.js, nesta máquina',
      openai: 'provedor',
    },
    quotes: 'citação do conhecimento',
    usual: (side: string) => `Padrão: ${side}`,
    gone: (side: string) => `${side} (não está mais configurado)`,
    onlyOwn:
      'Esta instalação só tem os modelos do Recado. Outros vêm de RECADO_EMBEDDER, RECADO_CLASSIFIER e de um provedor.',
    save: 'Usar estes modelos',
    embedding: (done: number, total: number) =>
      `${done} de ${total} entradas já têm os novos vetores. Até a última, a busca continua com os anteriores.`,
    progress: 'Novos vetores',
    refused:
      'O modelo de busca recusa um texto destas entradas; até que mude, esse texto só é achado pelas palavras:',
  },
  es: {
    title: 'Quién responde en este espacio',
    lead: 'Cada parte usa el modelo de Recado, en esta máquina, u otro de los que ofrece esta instalación. Toda decisión dice con cuál se tomó.',
    parts: { embedder: 'Búsqueda en el conocimiento', classifier: 'Clasificación', drafter: 'Redacción' },
    sides: {
      embedded: 'modelo de Recado',
      transformers: 'transformers.js, en esta máquina',
      openai: 'proveedor',
    },
    quotes: 'cita del conocimiento',
    usual: (side: string) => `Habitual: ${side}`,
    gone: (side: string) => `${side} (ya no está configurado)`,
    onlyOwn:
      'Esta instalación solo tiene los modelos de Recado. Otros llegan con RECADO_EMBEDDER, RECADO_CLASSIFIER y un proveedor.',
    save: 'Usar estos modelos',
    embedding: (done: number, total: number) =>
      `${done} de ${total} entradas ya tienen los vectores nuevos. Hasta la última, la búsqueda sigue con los anteriores.`,
    progress: 'Vectores nuevos',
    refused:
      'El modelo de búsqueda rechaza un texto de estas entradas; hasta que cambie, ese texto solo se encuentra por sus palabras:',
  },
  en: {
    title: 'Who answers in this workspace',
    lead: 'Each part is done by Recado’s own model, on this machine, or by another that this installation offers. Every decision says which one made it.',
    parts: { embedder: 'Knowledge search', classifier: 'Classification', drafter: 'Drafting' },
    sides: {
      embedded: 'Recado’s own model',
      transformers: 'transformers.js, on this machine',
      openai: 'the provider',
    },
    quotes: 'quotes the knowledge',
    usual: (side: string) => `Default: ${side}`,
    gone: (side: string) => `${side} (no longer configured)`,
    onlyOwn:
      'This installation has Recado’s own models only. Others come with RECADO_EMBEDDER, RECADO_CLASSIFIER and a provider.',
    save: 'Use these models',
    embedding: (done: number, total: number) =>
      `${done} of ${total} entries have their new vectors. Until the last one does, search goes on with the old ones.`,
    progress: 'New vectors',
    refused:
      'The search model refuses a text of these entries; until it is changed, that text is found by its words alone:',
  },
})
