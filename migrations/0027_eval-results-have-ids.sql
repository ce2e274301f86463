ALTER TABLE "eval_results" DROP CONSTRAINT "eval_results_run_id_case_id_pk";--> statement-breakpoint
ALTER TABLE "eval_results" ADD COLUMN "id" text PRIMARY KEY NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "eval_results_by_case" ON "eval_results" USING btree ("run_id","case_id");