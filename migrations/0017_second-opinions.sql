CREATE TABLE "opinion_days" (
	"workspace_id" text NOT NULL,
	"day" text NOT NULL,
	"asked" integer NOT NULL,
	CONSTRAINT "opinion_days_workspace_id_day_pk" PRIMARY KEY("workspace_id","day")
);
--> statement-breakpoint
ALTER TABLE "opinion_days" ADD CONSTRAINT "opinion_days_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;