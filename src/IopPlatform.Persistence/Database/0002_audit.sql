-- Who did what to which record. Written in the command's transaction, never changed. Ids and codes only, no clinical text.
create table audit (
    organization_id uuid not null,
    id bigint generated always as identity,
    at timestamptz not null,
    subject text not null,
    action text not null,
    resource_type text not null,
    resource_id uuid not null,
    patient_id uuid,
    details jsonb,
    trace_id text,
    -- The message this row is an effect of; null for what a person did.
    source_message_id uuid,
    primary key (organization_id, id)
);
create index audit_patient on audit (organization_id, patient_id, id);
create index audit_source on audit (source_message_id) where source_message_id is not null;
call iop.tenant_table('audit', privileges => 'select, insert');

-- Reads of a chart: one row per reader, patient and view in ten minutes.
create table chart_reads (
    organization_id uuid not null,
    subject text not null,
    patient_id uuid not null,
    view text not null,
    window_start timestamptz not null,
    at timestamptz not null,
    trace_id text,
    primary key (organization_id, subject, patient_id, view, window_start)
);
call iop.tenant_table('chart_reads', privileges => 'select, insert');
