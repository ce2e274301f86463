/** What three people ask that the shop's knowledge says nothing of, and how a person answers one of them. */
export const UNANSWERED = {
  'Vocês vendem aquário?': null,
  'Tem aquário grande aí na loja?': null,
  'Oi! Qual aquário vocês têm para peixe betta?':
    'Oi! Temos aquários de 20 a 200 litros, com filtro e bomba. Qualquer dúvida, é só chamar!',
  'Vocês fazem adestramento?': null,
  'Quanto custa a aula de adestramento?': null,
  'Tem curso de adestramento para filhote?': null,
} as const
