CREATE TABLE "clock_checks" (
	"thread_id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "escalations" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"thread_id" text NOT NULL,
	"clock_id" text NOT NULL,
	"policy_id" text NOT NULL,
	"policy_version" integer NOT NULL,
	"level" integer NOT NULL,
	"target" jsonb NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sla_clocks" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"thread_id" text NOT NULL,
	"episode" integer NOT NULL,
	"kind" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"spans" jsonb NOT NULL,
	"policy_id" text,
	"policy_version" integer,
	"target_ms" bigint,
	"at_risk_at" timestamp (3) with time zone,
	"due_at" timestamp (3) with time zone,
	"at_risk_told_at" timestamp (3) with time zone,
	"breached_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"is_answered" boolean
);
--> statement-breakpoint
ALTER TABLE "threads" ADD COLUMN "required_role" text;--> statement-breakpoint
ALTER TABLE "clock_checks" ADD CONSTRAINT "clock_checks_thread_id_threads_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."threads"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clock_checks" ADD CONSTRAINT "clock_checks_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "escalations" ADD CONSTRAINT "escalations_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "escalations" ADD CONSTRAINT "escalations_thread_id_threads_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."threads"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "escalations" ADD CONSTRAINT "escalations_clock_id_sla_clocks_id_fk" FOREIGN KEY ("clock_id") REFERENCES "public"."sla_clocks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sla_clocks" ADD CONSTRAINT "sla_clocks_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sla_clocks" ADD CONSTRAINT "sla_clocks_thread_id_threads_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."threads"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "clock_checks_due" ON "clock_checks" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "clock_checks_by_workspace" ON "clock_checks" USING btree ("workspace_id");--> statement-breakpoint
CREATE UNIQUE INDEX "escalations_once" ON "escalations" USING btree ("clock_id","policy_id","level");--> statement-breakpoint
CREATE INDEX "escalations_by_thread" ON "escalations" USING btree ("thread_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "sla_clocks_open" ON "sla_clocks" USING btree ("thread_id",(kind = 'resolution')) WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "sla_clocks_by_thread" ON "sla_clocks" USING btree ("thread_id","episode");--> statement-breakpoint
CREATE INDEX "sla_clocks_by_workspace" ON "sla_clocks" USING btree ("workspace_id") WHERE ended_at is null;