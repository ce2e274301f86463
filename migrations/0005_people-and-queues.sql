CREATE TABLE "queue_members" (
	"workspace_id" text NOT NULL,
	"queue_id" text NOT NULL,
	"member_id" text NOT NULL,
	CONSTRAINT "queue_members_queue_id_member_id_pk" PRIMARY KEY("queue_id","member_id")
);
--> statement-breakpoint
ALTER TABLE "threads" DROP CONSTRAINT "threads_queue_id_queues_id_fk";
--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "email" text;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "deactivated_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "members" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "queues" ADD COLUMN "floats_above" integer DEFAULT 10 NOT NULL;--> statement-breakpoint
ALTER TABLE "queues" ADD COLUMN "is_default" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "queues" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "threads" ADD COLUMN "skills_relax_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "threads" ADD COLUMN "queue_fixed_in" integer;--> statement-breakpoint
ALTER TABLE "queue_members" ADD CONSTRAINT "queue_members_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue_members" ADD CONSTRAINT "queue_members_queue_id_queues_id_fk" FOREIGN KEY ("queue_id") REFERENCES "public"."queues"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue_members" ADD CONSTRAINT "queue_members_member_id_members_id_fk" FOREIGN KEY ("member_id") REFERENCES "public"."members"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "queue_members_by_member" ON "queue_members" USING btree ("member_id");--> statement-breakpoint
ALTER TABLE "threads" ADD CONSTRAINT "threads_queue_id_queues_id_fk" FOREIGN KEY ("queue_id") REFERENCES "public"."queues"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "members_by_email" ON "members" USING btree ("workspace_id",lower("email"));--> statement-breakpoint
CREATE UNIQUE INDEX "queues_default" ON "queues" USING btree ("workspace_id") WHERE is_default;