ALTER TABLE "knowledge_revisions" ADD COLUMN "embedder" text;--> statement-breakpoint
ALTER TABLE "knowledge_revisions" ADD COLUMN "pending" text;--> statement-breakpoint
ALTER TABLE "knowledge_revisions" ADD COLUMN "embed_lease_until" timestamp (3) with time zone;