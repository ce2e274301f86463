CREATE TABLE "backtest_changes" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"backtest_id" text NOT NULL,
	"decision_id" text NOT NULL,
	"kept" jsonb NOT NULL,
	"replayed" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "backtests" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"policy" text NOT NULL,
	"document" jsonb NOT NULL,
	"settings" jsonb NOT NULL,
	"state" text NOT NULL,
	"total" integer NOT NULL,
	"processed" integer DEFAULT 0 NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	"erased" integer DEFAULT 0 NOT NULL,
	"not_kept" integer DEFAULT 0 NOT NULL,
	"other_models" integer DEFAULT 0 NOT NULL,
	"position" text DEFAULT '' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_token" text,
	"lease_until" timestamp (3) with time zone,
	"created_by" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "backtest_changes" ADD CONSTRAINT "backtest_changes_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backtest_changes" ADD CONSTRAINT "backtest_changes_backtest_id_backtests_id_fk" FOREIGN KEY ("backtest_id") REFERENCES "public"."backtests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backtest_changes" ADD CONSTRAINT "backtest_changes_decision_id_decisions_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decisions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backtests" ADD CONSTRAINT "backtests_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "backtest_changes_by_decision" ON "backtest_changes" USING btree ("backtest_id","decision_id");--> statement-breakpoint
CREATE INDEX "backtests_by_workspace" ON "backtests" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "backtests_open" ON "backtests" USING btree ("state","lease_until");