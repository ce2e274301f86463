CREATE TABLE "retention_certificates" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"class" text NOT NULL,
	"policy_version" integer NOT NULL,
	"gone_before" timestamp (3) with time zone NOT NULL,
	"oldest_at" timestamp (3) with time zone NOT NULL,
	"newest_at" timestamp (3) with time zone NOT NULL,
	"rows" jsonb NOT NULL,
	"digest" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "retention_policies" (
	"workspace_id" text NOT NULL,
	"version" integer NOT NULL,
	"document" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "retention_policies_workspace_id_version_pk" PRIMARY KEY("workspace_id","version")
);
--> statement-breakpoint
CREATE TABLE "retention_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"state" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"step" integer DEFAULT 0 NOT NULL,
	"rows" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"started_at" timestamp (3) with time zone,
	"completed_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "retention_certificates" ADD CONSTRAINT "retention_certificates_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retention_certificates" ADD CONSTRAINT "retention_certificates_run_id_retention_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."retention_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retention_policies" ADD CONSTRAINT "retention_policies_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retention_runs" ADD CONSTRAINT "retention_runs_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "retention_certificates_by_workspace" ON "retention_certificates" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "retention_certificates_by_run" ON "retention_certificates" USING btree ("run_id","id");--> statement-breakpoint
CREATE INDEX "retention_runs_by_workspace" ON "retention_runs" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "retention_runs_open" ON "retention_runs" USING btree ("workspace_id") WHERE state <> 'completed';--> statement-breakpoint
CREATE INDEX "retention_runs_due" ON "retention_runs" USING btree ("due_at") WHERE state <> 'completed';--> statement-breakpoint
CREATE INDEX "messages_by_contact" ON "messages" USING btree ("contact_id");--> statement-breakpoint
CREATE INDEX "messages_by_age" ON "messages" USING btree ("workspace_id","received_at");--> statement-breakpoint
CREATE INDEX "appeals_by_message" ON "appeals" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "appeals_by_thread" ON "appeals" USING btree ("thread_id");--> statement-breakpoint
CREATE INDEX "moderation_by_thread" ON "moderation_decisions" USING btree ("thread_id");--> statement-breakpoint
CREATE INDEX "moderation_by_turn" ON "moderation_decisions" USING btree ("decision_id") WHERE decision_id is not null;--> statement-breakpoint
CREATE INDEX "quarantine_by_thread" ON "quarantine_items" USING btree ("thread_id");--> statement-breakpoint
CREATE INDEX "decisions_by_message" ON "decisions" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "drafts_without_turn" ON "drafts" USING btree ("workspace_id","created_at") WHERE decision_id is null;--> statement-breakpoint
CREATE INDEX "feedback_by_message" ON "feedback" USING btree ("message_id") WHERE message_id is not null;