import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a tiny model knows: a vector of equal length for each word (lower case, without accents). */
export type KnownWords = Readonly<Record<string, readonly number[]>>

/**
 * Makes a model of a few kilobytes as transformers.js reads it: a WordPiece tokenizer that spells unknown words in letters,
 * and ONNX weights. Each known word has its vector, anything else has none: a text's tokens are given as they are, or,
 * with `labels`, added up into one logit a label. The same words give the same bytes.
 */
export function makeTinyModel(folder: string, words: KnownWords, labels: readonly string[] | null): void {
  const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789']
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]']
  const tokens = [...special, ...letters, ...letters.map((letter) => `##${letter}`), ...Object.keys(words)]
  const size = Object.values(words)[0]!.length
  const weights = tokens.flatMap((token) => words[token] ?? Array.from({ length: size }, () => 0))
  mkdirSync(join(folder, 'onnx'), { recursive: true })
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value))
  write('tokenizer.json', tokenizerOf(tokens))
  const named = { pad_token: '[PAD]', unk_token: '[UNK]', cls_token: '[CLS]', sep_token: '[SEP]' }
  write('tokenizer_config.json', { tokenizer_class: 'BertTokenizer', model_max_length: 512, ...named })
  const id2label = labels === null ? {} : { id2label: Object.fromEntries(labels.entries()) }
  write('config.json', { model_type: 'bert', hidden_size: size, ...id2label })
  const graph = labels === null ? embedderGraph(weights, size) : classifierGraph(weights, size)
  writeFileSync(join(folder, 'onnx', 'model.onnx'), modelOf(graph))
}

function tokenizerOf(tokens: readonly string[]) {
  const special = tokens.slice(0, 4).map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }))
  const named = (name: string, id: number) => ({ [name]: { id: name, ids: [id], tokens: [name] } })
  const single = [
    ['SpecialToken', '[CLS]'] as const,
    ['Sequence', 'A'] as const,
    ['SpecialToken', '[SEP]'] as const,
  ]
  return {
    version: '1.0',
    added_tokens: special,
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: true,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: single.map(([kind, id]) => ({ [kind]: { id, type_id: 0 } })),
      pair: single.map(([kind, id]) => ({ [kind]: { id, type_id: 0 } })),
      special_tokens: { ...named('[CLS]', 2), ...named('[SEP]', 3) },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
    },
  }
}

// ONNX is a protobuf; of its messages (onnx.proto3) only the fields below are needed.
const FLOAT = 1
const INT64 = 7
const BATCH_AND_TOKENS = ['batch', 'tokens']

function embedderGraph(weights: readonly number[], size: number): Buffer {
  return graphOf(
    [nodeOf('Gather', ['weights', 'input_ids'], 'last_hidden_state')],
    [floats('weights', [weights.length / size, size], weights)],
    shapeOf('last_hidden_state', FLOAT, [...BATCH_AND_TOKENS, size]),
  )
}

function classifierGraph(weights: readonly number[], size: number): Buffer {
  return graphOf(
    [
      nodeOf('Gather', ['weights', 'input_ids'], 'vectors'),
      // To FLOAT, so that padding can be multiplied away.
      nodeOf('Cast', ['attention_mask'], 'mask', [
        message(5, text(1, 'to'), varint(3, FLOAT), varint(20, 2)),
      ]),
      nodeOf('Unsqueeze', ['mask', 'last'], 'column'),
      nodeOf('Mul', ['vectors', 'column'], 'kept'),
      nodeOf('ReduceSum', ['kept', 'tokens'], 'logits', [
        message(5, text(1, 'keepdims'), varint(3, 0), varint(20, 2)),
      ]),
    ],
    [floats('weights', [weights.length / size, size], weights), axis('last', 2), axis('tokens', 1)],
    shapeOf('logits', FLOAT, ['batch', size]),
  )
}

function modelOf(graph: Buffer): Buffer {
  const opset = message(8, varint(2, 17))
  return Buffer.concat([varint(1, 8), message(7, graph), opset])
}

function graphOf(nodes: readonly Buffer[], tensors: readonly Buffer[], output: Buffer): Buffer {
  const inputs = ['input_ids', 'attention_mask'].map((name) => shapeOf(name, INT64, BATCH_AND_TOKENS))
  return Buffer.concat([
    ...nodes.map((node) => message(1, node)),
    text(2, 'tiny'),
    ...tensors.map((tensor) => message(5, tensor)),
    ...inputs.map((input) => message(11, input)),
    message(12, output),
  ])
}

function nodeOf(
  type: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Buffer[] = [],
): Buffer {
  return Buffer.concat([
    ...inputs.map((input) => text(1, input)),
    text(2, output),
    text(4, type),
    ...attributes,
  ])
}

function floats(name: string, dims: readonly number[], values: readonly number[]): Buffer {
  const data = Buffer.from(Float32Array.from(values).buffer)
  return Buffer.concat([
    ...dims.map((dim) => varint(1, dim)),
    varint(2, FLOAT),
    text(8, name),
    message(9, data),
  ])
}

function axis(name: string, value: number): Buffer {
  const data = Buffer.from(BigInt64Array.of(BigInt(value)).buffer)
  return Buffer.concat([varint(1, 1), varint(2, INT64), text(8, name), message(9, data)])
}

/** A name with its type and shape; a dimension is a number or has a name of its own. */
function shapeOf(name: string, type: number, dims: readonly (number | string)[]): Buffer {
  const shape = dims.map((dim) => message(1, typeof dim === 'number' ? varint(1, dim) : text(2, dim)))
  return Buffer.concat([text(1, name), message(2, message(1, varint(1, type), message(2, ...shape)))])
}

function varint(field: number, value: number): Buffer {
  return Buffer.concat([encode(field << 3), encode(value)])
}

function text(field: number, value: string): Buffer {
  return message(field, Buffer.from(value))
}

function message(field: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([encode((field << 3) | 2), encode(body.length), body])
}

function encode(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) | 128)
  }
}
