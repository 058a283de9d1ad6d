-- How a compliance officer asks: newest first, by patient, by subject. (A patient's audit rows and a subject's chart reads have
-- their index already.)
create index audit_time on audit (organization_id, at, id);
create index audit_subject on audit (organization_id, subject, at);
create index chart_reads_time on chart_reads (organization_id, at, id);
create index chart_reads_patient on chart_reads (organization_id, patient_id, at);
