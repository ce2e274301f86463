CREATE TABLE "message_revisions" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"message_id" text NOT NULL,
	"text" text,
	"replaced_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "messages_undecided";--> statement-breakpoint
ALTER TABLE "drafts" ALTER COLUMN "decision_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "edited_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "deleted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "threads" ADD COLUMN "lost_by" text;--> statement-breakpoint
ALTER TABLE "threads" ADD COLUMN "told_waiting_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "threads" ADD COLUMN "urgency" smallint GENERATED ALWAYS AS (case priority when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 else 3 end) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "threads" ADD COLUMN "suggested_labels" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "drafts" ADD COLUMN "kind" text DEFAULT 'answer' NOT NULL;--> statement-breakpoint
ALTER TABLE "message_revisions" ADD CONSTRAINT "message_revisions_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "message_revisions" ADD CONSTRAINT "message_revisions_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "message_revisions_by_message" ON "message_revisions" USING btree ("message_id","id");--> statement-breakpoint
CREATE INDEX "threads_by_urgency" ON "threads" USING btree ("workspace_id","urgency",coalesce("waiting_since", 'infinity'::timestamptz),"id");--> statement-breakpoint
CREATE INDEX "threads_by_label" ON "threads" USING gin ("labels");--> statement-breakpoint
CREATE INDEX "threads_takeable" ON "threads" USING btree ("queue_id","urgency",coalesce("waiting_since", 'infinity'::timestamptz),"id") WHERE held_by is null and status in ('new', 'escalated');--> statement-breakpoint
CREATE INDEX "threads_by_holder" ON "threads" USING btree ("workspace_id","held_by") WHERE held_by is not null;--> statement-breakpoint
CREATE INDEX "threads_claim_ends" ON "threads" USING btree ("held_until") WHERE held_by is not null;--> statement-breakpoint
CREATE INDEX "threads_snooze_ends" ON "threads" USING btree ("snoozed_until") WHERE status = 'snoozed';--> statement-breakpoint
CREATE INDEX "threads_waiting" ON "threads" USING btree ("waiting_since") WHERE waiting_since is not null;--> statement-breakpoint
CREATE INDEX "messages_undecided" ON "messages" USING btree ("thread_id") WHERE decision_id is null and direction = 'inbound' and deleted_at is null;