CREATE TABLE "knowledge_suggestions" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"source" text NOT NULL,
	"language" text NOT NULL,
	"gap_id" text,
	"entry_id" text,
	"thread_id" text,
	"question" text NOT NULL,
	"answer" text,
	"variants" jsonb NOT NULL,
	"evidence" jsonb NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "knowledge_entries" ADD COLUMN "review_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "knowledge_entries" ADD COLUMN "review_told" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "knowledge_entries" ADD COLUMN "collection" text DEFAULT 'general' NOT NULL;--> statement-breakpoint
ALTER TABLE "knowledge_entries" ADD COLUMN "priority" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "knowledge_suggestions" ADD CONSTRAINT "knowledge_suggestions_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "suggestions_by_source" ON "knowledge_suggestions" USING btree ("workspace_id","source");--> statement-breakpoint
CREATE INDEX "suggestions_by_state" ON "knowledge_suggestions" USING btree ("workspace_id","state","id");--> statement-breakpoint
CREATE INDEX "suggestions_by_gap" ON "knowledge_suggestions" USING btree ("gap_id");--> statement-breakpoint
CREATE INDEX "suggestions_by_thread" ON "knowledge_suggestions" USING btree ("thread_id");--> statement-breakpoint
CREATE INDEX "entries_by_collection" ON "knowledge_entries" USING btree ("workspace_id","collection","id");