-- The clinical record of an episode: plans, prescriptions, certifications, notes, reviews, safety tasks, discharges.
-- All free text of a row stands in its one column clinical_text (JSON as text), so that it can be protected in one place.

-- Signed content stays as it was signed. IOP02 is the platform's own error code.
create function signed_is_final() returns trigger language plpgsql as $$
begin
    if old.status <> 'draft' and (
        new.status = 'draft'
        or (new.clinical_text, new.content_hash, new.author_id, new.signed_by, new.signed_at)
            is distinct from (old.clinical_text, old.content_hash, old.author_id, old.signed_by, old.signed_at)) then
        raise exception 'signed content of % cannot change', tg_table_name using errcode = 'IOP02';
    end if;
    return new;
end $$;

-- Projections of what other services own. A row keeps the highest version it has seen.

create table sites (
    organization_id uuid not null,
    id uuid not null,
    name text not null,
    time_zone text not null,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('sites', site_column => 'id');

create table staff (
    organization_id uuid not null,
    id uuid not null,
    display_name text not null,
    credential text,
    needs_cosign boolean not null,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('staff');

create table patients (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    given_name text not null,
    family_name text not null,
    preferred_name text,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('patients', site_column => 'site_id', patient_column => 'id');

-- An episode may be closed before its admission arrives: then the admission's columns are still empty.
create table episodes (
    organization_id uuid not null,
    id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    program_id uuid,
    level_of_care text,
    age_group text,
    admitted_on date,
    primary_therapist_id uuid,
    placed_at timestamptz,
    admitted_version bigint,
    closed_on date,
    close_reason text,
    closed_version bigint,
    version bigint not null,
    primary key (organization_id, id)
);
create index episodes_patient on episodes (organization_id, patient_id);
call iop.tenant_table('episodes', site_column => 'site_id', patient_column => 'patient_id');

-- Attendance may arrive before the episode, so it refers to nothing.
create table attendance (
    organization_id uuid not null,
    id uuid not null,
    session_id uuid not null,
    episode_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    kind text not null,
    session_starts_at timestamptz not null,
    session_ends_at timestamptz not null,
    status text not null,
    attended_minutes int not null,
    staff_id uuid,
    version bigint not null,
    primary key (organization_id, id)
);
create index attendance_session on attendance (organization_id, session_id);
call iop.tenant_table('attendance', site_column => 'site_id', patient_column => 'patient_id');

-- The newest version of each episode's week; its sessions carry the version they came with.
create table schedules (
    organization_id uuid not null,
    id uuid not null,
    episode_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    week_starts_on date not null,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('schedules', site_column => 'site_id', patient_column => 'patient_id');

create table scheduled_sessions (
    organization_id uuid not null,
    schedule_id uuid not null,
    session_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    kind text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    clinical_minutes int not null,
    staff_id uuid,
    canceled boolean not null,
    version bigint not null,
    primary key (organization_id, schedule_id, session_id),
    foreign key (organization_id, schedule_id) references schedules (organization_id, id)
);
create index scheduled_sessions_session on scheduled_sessions (organization_id, session_id);
call iop.tenant_table('scheduled_sessions', site_column => 'site_id', patient_column => 'patient_id');

-- What this service owns. Nothing of it is ever deleted.

create table plans (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    patient_id uuid not null,
    episode_id uuid not null,
    status text not null check (status in ('draft', 'signed', 'superseded')),
    author_id uuid not null,
    created_at timestamptz not null,
    clinical_text text not null,
    content_hash text check (content_hash ~ '^[0-9a-f]{64}$'),
    signed_by uuid,
    signed_at timestamptz,
    review_due_on date,
    version bigint not null,
    primary key (organization_id, id),
    foreign key (organization_id, episode_id) references episodes (organization_id, id),
    check ((status = 'draft') = (signed_at is null)),
    check ((signed_at is null) = (content_hash is null) and (signed_at is null) = (signed_by is null))
);
create index plans_episode on plans (organization_id, episode_id);
-- One plan of an episode is in force.
create unique index plan_in_force on plans (organization_id, episode_id) where status = 'signed';
create trigger signed_is_final before update on plans for each row execute function signed_is_final();
call iop.tenant_table('plans', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert, update');

-- Every version of an episode's prescription; the highest is in force. Two writers cannot take the same version.
create table prescriptions (
    organization_id uuid not null,
    episode_id uuid not null,
    version bigint not null,
    site_id uuid not null,
    patient_id uuid not null,
    effective_from date not null,
    days_per_week int not null check (days_per_week between 1 and 7),
    weekly_minutes int not null check (weekly_minutes > 0),
    modalities jsonb not null,
    prescribed_by uuid not null,
    prescribed_at timestamptz not null,
    constraint prescription_version primary key (organization_id, episode_id, version),
    foreign key (organization_id, episode_id) references episodes (organization_id, id)
);
call iop.tenant_table('prescriptions', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert');

-- Certifications of one episode are numbered by version, first to last.
create table certifications (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    patient_id uuid not null,
    episode_id uuid not null,
    version bigint not null,
    certified_on date not null,
    next_due_on date not null,
    physician_id uuid not null,
    certified_at timestamptz not null,
    clinical_text text not null,
    primary key (organization_id, id),
    constraint certification_version unique (organization_id, episode_id, version),
    foreign key (organization_id, episode_id) references episodes (organization_id, id)
);
call iop.tenant_table('certifications', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert');

-- The shared part of the notes of one session.
create table group_notes (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    session_id uuid not null,
    author_id uuid not null,
    created_at timestamptz not null,
    clinical_text text not null,
    primary key (organization_id, id)
);
call iop.tenant_table('group_notes', site_column => 'site_id', privileges => 'select, insert');

create table notes (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    patient_id uuid not null,
    episode_id uuid not null,
    group_note_id uuid not null,
    session_id uuid not null,
    note_type text not null check (note_type in ('group', 'individual')),
    session_starts_at timestamptz not null,
    session_ends_at timestamptz not null,
    -- As recorded when the note was written.
    attended_minutes int not null,
    objective_id uuid,
    author_id uuid not null,
    created_at timestamptz not null,
    status text not null check (status in ('draft', 'awaiting-cosign', 'signed', 'cosigned')),
    clinical_text text not null,
    content_hash text check (content_hash ~ '^[0-9a-f]{64}$'),
    signed_by uuid,
    signed_at timestamptz,
    late_entry boolean not null default false,
    cosigned_by uuid,
    cosigned_at timestamptz,
    version bigint not null,
    primary key (organization_id, id),
    constraint note_per_session unique (organization_id, session_id, episode_id),
    foreign key (organization_id, episode_id) references episodes (organization_id, id),
    foreign key (organization_id, group_note_id) references group_notes (organization_id, id),
    check ((status = 'draft') = (signed_at is null)),
    check ((signed_at is null) = (content_hash is null) and (signed_at is null) = (signed_by is null)),
    check (signed_by is null or signed_by = author_id),
    check ((status = 'cosigned') = (cosigned_at is not null) and (cosigned_at is null) = (cosigned_by is null)),
    check (cosigned_by is null or cosigned_by <> author_id)
);
create index notes_worklist on notes (organization_id, created_at, id);
create index notes_episode on notes (organization_id, episode_id);
create index notes_group on notes (organization_id, group_note_id);
create trigger signed_is_final before update on notes for each row execute function signed_is_final();
call iop.tenant_table('notes', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert, update');

-- What is added to a signed note; the note itself stays.
create table addenda (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    patient_id uuid not null,
    note_id uuid not null,
    author_id uuid not null,
    signed_at timestamptz not null,
    clinical_text text not null,
    content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
    primary key (organization_id, id),
    foreign key (organization_id, note_id) references notes (organization_id, id)
);
create index addenda_note on addenda (organization_id, note_id);
call iop.tenant_table('addenda', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert');

create table reviews (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    patient_id uuid not null,
    episode_id uuid not null,
    week_starts_on date not null check (extract(isodow from week_starts_on) = 1),
    decision text not null check (decision in ('continue', 'adjust-plan', 'step-up', 'step-down', 'discharge')),
    level_of_care text not null,
    next_review_on date not null,
    decided_by uuid not null,
    decided_at timestamptz not null,
    clinical_text text not null,
    version bigint not null,
    primary key (organization_id, id),
    foreign key (organization_id, episode_id) references episodes (organization_id, id)
);
create index reviews_episode on reviews (organization_id, episode_id, decided_at);
call iop.tenant_table('reviews', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert');

-- One task per finding. A task is closed by a clinician's disposition, never by time.
create table safety_tasks (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    patient_id uuid not null,
    episode_id uuid,
    source_kind text not null check (source_kind in ('response', 'note')),
    source_id uuid not null,
    level text not null check (level in ('low', 'moderate', 'high', 'indeterminate')),
    status text not null check (status in ('open', 'acknowledged')),
    opened_at timestamptz not null,
    acknowledge_by timestamptz not null,
    acknowledged_by uuid,
    acknowledged_at timestamptz,
    -- The disposition.
    clinical_text text,
    version bigint not null,
    primary key (organization_id, id),
    constraint safety_task_per_source unique (organization_id, source_kind, source_id),
    check ((status = 'open') = (acknowledged_at is null)),
    check ((acknowledged_at is null) = (acknowledged_by is null) and (acknowledged_at is null) = (clinical_text is null))
);
create index safety_tasks_worklist on safety_tasks (organization_id, acknowledge_by, id);
call iop.tenant_table('safety_tasks', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert, update');

create table discharges (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    patient_id uuid not null,
    episode_id uuid not null,
    status text not null check (status in ('draft', 'signed')),
    discharged_on date not null,
    reason text not null
        check (reason in ('completed', 'transferred', 'dropped-out', 'terminated', 'incarcerated', 'death', 'other')),
    follow_ups jsonb not null,
    author_id uuid not null,
    created_at timestamptz not null,
    -- Summary and relapse-prevention plan.
    clinical_text text not null,
    content_hash text check (content_hash ~ '^[0-9a-f]{64}$'),
    signed_by uuid,
    signed_at timestamptz,
    version bigint not null,
    primary key (organization_id, id),
    foreign key (organization_id, episode_id) references episodes (organization_id, id),
    check ((status = 'draft') = (signed_at is null)),
    check ((signed_at is null) = (content_hash is null) and (signed_at is null) = (signed_by is null))
);
create index discharges_episode on discharges (organization_id, episode_id);
-- An episode ends once.
create unique index discharge_of_episode on discharges (organization_id, episode_id) where status = 'signed';
create trigger signed_is_final before update on discharges for each row execute function signed_is_final();
call iop.tenant_table('discharges', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert, update');
