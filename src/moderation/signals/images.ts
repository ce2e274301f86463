import { notExamined, type Signal } from './signal.ts'

const HEARD: readonly string[] = ['audio', 'location', 'contact']

/** Pictures, videos and files are not looked into: the policy says what may happen to them. */
export const images: Signal = {
  name: 'images',
  examine: (_ctx, { attachments }) => {
    const isSeen = attachments.some((attachment) => !HEARD.includes(attachment.kind))
    return notExamined('images', isSeen ? 'not_looked_into' : 'nothing_attached')
  },
}
