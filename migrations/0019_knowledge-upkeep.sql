CREATE TABLE "outcomes" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"thread_id" text NOT NULL,
	"episode" integer NOT NULL,
	"kind" text NOT NULL,
	"value_cents" bigint,
	"currency" text,
	"external_id" text,
	"comment" text,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "knowledge_conflicts" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"kind" text NOT NULL,
	"entry_id" text NOT NULL,
	"other_id" text NOT NULL,
	"differs" jsonb NOT NULL,
	"state" text NOT NULL,
	"dismissed_by" text,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "knowledge_gaps" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"language" text NOT NULL,
	"state" text NOT NULL,
	"questions" integer NOT NULL,
	"dismissed_by" text,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "knowledge_misses" (
	"id" text PRIMARY KEY NOT NULL,
	"decision_id" text NOT NULL,
	"position" integer NOT NULL,
	"workspace_id" text NOT NULL,
	"message_id" text NOT NULL,
	"thread_id" text NOT NULL,
	"contact_id" text NOT NULL,
	"text" text NOT NULL,
	"language" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"gap_id" text,
	"place" integer
);
--> statement-breakpoint
CREATE TABLE "knowledge_upkeep" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"read_until" text DEFAULT '' NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"refreshed_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "knowledge_entries" ADD COLUMN "checked_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "outcomes" ADD CONSTRAINT "outcomes_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outcomes" ADD CONSTRAINT "outcomes_thread_id_threads_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."threads"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_conflicts" ADD CONSTRAINT "knowledge_conflicts_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_conflicts" ADD CONSTRAINT "knowledge_conflicts_entry_id_knowledge_entries_id_fk" FOREIGN KEY ("entry_id") REFERENCES "public"."knowledge_entries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_conflicts" ADD CONSTRAINT "knowledge_conflicts_other_id_knowledge_entries_id_fk" FOREIGN KEY ("other_id") REFERENCES "public"."knowledge_entries"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_gaps" ADD CONSTRAINT "knowledge_gaps_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_misses" ADD CONSTRAINT "knowledge_misses_decision_id_decisions_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decisions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_misses" ADD CONSTRAINT "knowledge_misses_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_misses" ADD CONSTRAINT "knowledge_misses_gap_id_knowledge_gaps_id_fk" FOREIGN KEY ("gap_id") REFERENCES "public"."knowledge_gaps"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "knowledge_upkeep" ADD CONSTRAINT "knowledge_upkeep_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "outcomes_by_external_id" ON "outcomes" USING btree ("workspace_id","external_id");--> statement-breakpoint
CREATE INDEX "outcomes_by_thread" ON "outcomes" USING btree ("thread_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "conflicts_by_pair" ON "knowledge_conflicts" USING btree ("entry_id","other_id");--> statement-breakpoint
CREATE INDEX "conflicts_by_other" ON "knowledge_conflicts" USING btree ("other_id");--> statement-breakpoint
CREATE INDEX "conflicts_by_state" ON "knowledge_conflicts" USING btree ("workspace_id","state","id");--> statement-breakpoint
CREATE INDEX "gaps_by_size" ON "knowledge_gaps" USING btree ("workspace_id","state","questions","id");--> statement-breakpoint
CREATE UNIQUE INDEX "misses_by_question" ON "knowledge_misses" USING btree ("decision_id","position");--> statement-breakpoint
CREATE INDEX "misses_by_time" ON "knowledge_misses" USING btree ("workspace_id","asked_at");--> statement-breakpoint
CREATE INDEX "misses_by_gap" ON "knowledge_misses" USING btree ("gap_id","place");--> statement-breakpoint
CREATE INDEX "misses_by_message" ON "knowledge_misses" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "upkeep_due" ON "knowledge_upkeep" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "entries_unchecked" ON "knowledge_entries" USING btree ("workspace_id","id") WHERE checked_version <> version;