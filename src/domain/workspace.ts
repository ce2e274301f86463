import { z } from 'zod'
import { ModelSide } from './model-side.ts'
import { textField, trimmedField } from './text.ts'
import { TimeZone } from './time-zone.ts'

const hasDigits = (mask: string) => (mask.match(/9/gu)?.length ?? 0) >= 3

export const WorkspaceSettingsInput = z
  .object({
    tone: z.enum(['friendly', 'neutral', 'formal']).describe('How drafts address the customer'),
    greeting: textField(1, 200)
      .nullable()
      .describe("Words before an answer; null for each language's built-in ones"),
    help_text: textField(1, 2000).nullable().describe('Shown to people when somebody may be in danger'),
    time_zone: TimeZone,
    order_masks: z
      .array(trimmedField(3, 40).refine(hasDigits, 'must have at least three 9'))
      .max(20)
      .describe(
        'Forms of order numbers to hide as personal data: 9 is a digit, a a letter, * either, anything else itself, as in `PED-999999`',
      ),
    privacy_deadline_days: z
      .int()
      .min(1)
      .max(365)
      .describe('Days within which a request of a person about their data is to be answered'),
    max_error: z
      .number()
      .min(0.01)
      .max(0.2)
      .nullable()
      .describe(
        'Of what is answered without a person, at most this share may be wrong, shown with 95% confidence on labelled cases; null for the threshold that the models came with. See GET /v1/confidence',
      ),
    second_opinions_per_day: z
      .int()
      .min(0)
      .max(1_000_000)
      .describe(
        'How many messages a day the provider may be asked about where the classifier is unsure; needs a provider',
      ),
    stop_everything: z.boolean().describe('Stops every automatic reply at once'),
    qa_share: z.number().min(0).max(1).describe('Of the replies that go out, the share that people judge'),
    qa_double_share: z.number().min(0).max(1).describe('Of those, the share that two people judge'),
    waiting_notice_after_s: z
      .int()
      .min(60)
      .max(7 * 86_400)
      .nullable()
      .describe(
        'A customer who waits so many seconds for a person is told so, once a wait, in channels in draft or auto mode; null for never',
      ),
    embedder: ModelSide.nullable().describe(
      "Which of the installation's embedders searches the knowledge; null for its own choice. Entries are embedded anew in the background, see GET /v1/kb/embedding",
    ),
    classifier: ModelSide.nullable().describe(
      "Which of the installation's classifiers says what a message is; null for its own choice",
    ),
    drafter: ModelSide.exclude(['transformers'])
      .nullable()
      .describe(
        'Who words drafts: `embedded` quotes the knowledge, `openai` asks the provider; null for the provider where there is one',
      ),
  })
  .partial()
  .meta({ id: 'WorkspaceSettings' })
export type WorkspaceSettingsInput = z.infer<typeof WorkspaceSettingsInput>

export const Workspace = z
  .object({
    id: z.string(),
    name: z.string(),
    settings: WorkspaceSettingsInput.required(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Workspace' })
export type Workspace = z.infer<typeof Workspace>
