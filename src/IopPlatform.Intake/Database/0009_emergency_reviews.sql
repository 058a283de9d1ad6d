-- Each emergency access is looked at by a compliance officer afterwards. Who may look, and how long, stands in
-- emergency_accesses; here stand the grounds and the verdict.
create table emergency_reviews (
    organization_id uuid not null,
    -- The emergency access.
    id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    -- The staff member who opened the chart.
    subject text not null,
    reason_code text not null check (reason_code in ('suicide-risk', 'overdose-or-withdrawal', 'medical-emergency', 'disaster')),
    reason text not null,
    opened_at timestamptz not null,
    -- When the verdict is due; later it is overdue.
    due_at timestamptz not null,
    verdict text check (verdict in ('justified', 'not-justified')),
    note text,
    reviewed_by text,
    reviewed_at timestamptz,
    version bigint not null,
    primary key (organization_id, id),
    check (num_nulls(verdict, note, reviewed_by, reviewed_at) in (0, 4)),
    foreign key (organization_id, patient_id) references patients (organization_id, id),
    foreign key (organization_id, id) references emergency_accesses (organization_id, id)
);
create index emergency_reviews_queue on emergency_reviews (organization_id, opened_at, id);
call iop.tenant_table(
    'emergency_reviews', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert, update');
call iop.protect('emergency_reviews', 'reason', 'note');
