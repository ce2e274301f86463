ALTER TABLE "threads" ADD COLUMN "next_action" text;--> statement-breakpoint
ALTER TABLE "threads" ADD COLUMN "language" text;