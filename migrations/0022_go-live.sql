CREATE TABLE "qa_draws" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "qa_reviews" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"sample_id" text NOT NULL,
	"message_id" text NOT NULL,
	"reviewer" text NOT NULL,
	"rubric" jsonb NOT NULL,
	"verdict" text NOT NULL,
	"note" text,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "qa_samples" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"draft_id" text NOT NULL,
	"decision_id" text NOT NULL,
	"message_id" text NOT NULL,
	"thread_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"language" text NOT NULL,
	"confidence" double precision NOT NULL,
	"band" text NOT NULL,
	"template" text NOT NULL,
	"model" text NOT NULL,
	"retrieval" text NOT NULL,
	"drawn" text NOT NULL,
	"sent_by" text NOT NULL,
	"sent_at" timestamp (3) with time zone NOT NULL,
	"needed" integer NOT NULL,
	"reviewed" integer DEFAULT 0 NOT NULL,
	"verdict" text,
	"done_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "qa_strata" (
	"workspace_id" text NOT NULL,
	"stratum" text NOT NULL,
	"passed" integer NOT NULL,
	CONSTRAINT "qa_strata_workspace_id_stratum_pk" PRIMARY KEY("workspace_id","stratum")
);
--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "auto_threshold" double precision;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "auto_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "qa_draws" ADD CONSTRAINT "qa_draws_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qa_reviews" ADD CONSTRAINT "qa_reviews_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qa_reviews" ADD CONSTRAINT "qa_reviews_sample_id_qa_samples_id_fk" FOREIGN KEY ("sample_id") REFERENCES "public"."qa_samples"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qa_reviews" ADD CONSTRAINT "qa_reviews_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qa_samples" ADD CONSTRAINT "qa_samples_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qa_samples" ADD CONSTRAINT "qa_samples_draft_id_drafts_id_fk" FOREIGN KEY ("draft_id") REFERENCES "public"."drafts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qa_samples" ADD CONSTRAINT "qa_samples_decision_id_decisions_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decisions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qa_samples" ADD CONSTRAINT "qa_samples_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qa_samples" ADD CONSTRAINT "qa_samples_thread_id_threads_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."threads"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "qa_strata" ADD CONSTRAINT "qa_strata_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "qa_reviews_by_reviewer" ON "qa_reviews" USING btree ("sample_id","reviewer");--> statement-breakpoint
CREATE INDEX "qa_reviews_by_workspace" ON "qa_reviews" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "qa_samples_by_draft" ON "qa_samples" USING btree ("draft_id");--> statement-breakpoint
CREATE INDEX "qa_samples_by_workspace" ON "qa_samples" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "qa_samples_open" ON "qa_samples" USING btree ("workspace_id","id") WHERE verdict is null;--> statement-breakpoint
CREATE INDEX "qa_samples_by_channel" ON "qa_samples" USING btree ("workspace_id","channel_id","sent_at");