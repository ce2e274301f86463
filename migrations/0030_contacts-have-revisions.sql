ALTER TABLE "contacts" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX "rule_uses_by_draft" ON "rule_uses" USING btree ("draft_id");