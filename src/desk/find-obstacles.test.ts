import { expect, test } from 'vitest'
import { findObstacles, type Takeable, type TakenFrom, type Taker } from './find-obstacles.ts'

const NOW = new Date('2026-03-02T12:00:00Z')

const taker: Taker = {
  is_active: true,
  presence: 'online',
  role: 'level_1',
  skills: ['billing', 'returns'],
  languages: ['pt', 'es'],
  capacity: 3,
  held: 2,
  queue_ids: ['q1'],
}
const queue: TakenFrom = { id: 'q1', is_floating: false, floats_above: 5, backlog: 6, is_open: false }
const thread: Takeable = {
  required_role: null,
  required_skills: ['billing'],
  skills_relax_at: null,
  language: 'pt',
}

const against = (over: { taker?: Partial<Taker>; queue?: Partial<TakenFrom>; thread?: Partial<Takeable> }) =>
  findObstacles({ ...taker, ...over.taker }, { ...queue, ...over.queue }, { ...thread, ...over.thread }, NOW)

test('nothing stands against whoever is there, has room, serves the queue, knows the matter and the language', () => {
  expect(against({})).toEqual([])
})

test.each([
  ['inactive', { is_active: false }],
  ['not_online', { presence: 'away' }],
  ['not_online', { presence: 'offline' }],
  ['full', { held: 3 }],
  ['full', { capacity: 0 }],
  ['other_queue', { queue_ids: ['q2'] }],
  ['skills', { skills: ['returns'] }],
  ['language', { languages: ['en'] }],
] as const)('%s: %o', (obstacle, over) => {
  expect(against({ taker: over as Partial<Taker> })).toEqual([obstacle])
})

test('every obstacle is named, not the first alone', () => {
  expect(against({ taker: { is_active: false, held: 9, skills: [] } })).toEqual([
    'inactive',
    'full',
    'skills',
  ])
})

test('a floating queue is everybody’s only while more wait than it takes', () => {
  const stranger = { queue_ids: [] }
  expect(against({ taker: stranger, queue: { is_floating: true } })).toEqual([])
  expect(against({ taker: stranger, queue: { is_floating: true, backlog: 5 } })).toEqual(['other_queue'])
  expect(against({ taker: stranger, queue: { backlog: 1000 } })).toEqual(['other_queue'])
})

test('a queue that names nobody is open to all', () => {
  expect(against({ taker: { queue_ids: [] }, queue: { is_open: true } })).toEqual([])
})

test('skills give way at the moment that was set, and the language does not', () => {
  const lacking = { skills: [], languages: ['en'] as const }
  const at = (ms: number) => new Date(NOW.getTime() + ms)
  expect(against({ taker: lacking, thread: { skills_relax_at: at(1) } })).toEqual(['skills', 'language'])
  expect(against({ taker: lacking, thread: { skills_relax_at: at(0) } })).toEqual(['language'])
})

test('a language that is not known asks nothing, nor does a member who names none', () => {
  expect(against({ thread: { language: 'und' } })).toEqual([])
  expect(against({ thread: { language: null } })).toEqual([])
  expect(against({ taker: { languages: [] }, thread: { language: 'en' } })).toEqual([])
})

test('a thread that was escalated to a role is for those who have it', () => {
  const escalated = { required_role: 'level_2' } as const
  expect(against({ thread: escalated })).toEqual(['role'])
  expect(against({ thread: escalated, taker: { role: 'level_2' } })).toEqual([])
})
