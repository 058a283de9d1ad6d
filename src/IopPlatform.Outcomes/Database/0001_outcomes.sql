create table sites (
    organization_id uuid not null,
    id uuid not null,
    time_zone text not null,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('sites', site_column => 'id');

create table episodes (
    organization_id uuid not null,
    id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    admitted_on date not null,
    version bigint not null,
    primary key (organization_id, id)
);
create index episodes_patient on episodes (organization_id, patient_id, admitted_on);
call iop.tenant_table('episodes', site_column => 'site_id', patient_column => 'patient_id');

-- What this service owns: nobody should fall through after discharge.
create table follow_ups (
    organization_id uuid not null,
    id uuid not null,
    episode_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    kind text not null check (kind in ('call', 'visit', 'self-report')),
    -- A day at the site.
    due_on date not null,
    state text not null check (state in ('planned', 'due', 'completed')),
    outcome text check (outcome in ('reached', 'not-reached', 'declined')),
    note text,
    completed_at timestamptz,
    completed_by text,
    version bigint not null,
    primary key (organization_id, id),
    -- One agreed for the day of a standard one is the same one, whichever is told first.
    constraint follow_ups_once unique (organization_id, episode_id, kind, due_on),
    constraint follow_ups_completed check (
        (state = 'completed') = (outcome is not null)
        and (state = 'completed') = (completed_at is not null)
        and (state = 'completed') = (completed_by is not null))
);
create index follow_ups_list on follow_ups (organization_id, due_on, id);
create index follow_ups_site on follow_ups (organization_id, site_id, state, due_on, id);
call iop.tenant_table('follow_ups', site_column => 'site_id', patient_column => 'patient_id');

-- When each referral reached each step of the way to admission; the earliest time counts.
create table referral_steps (
    organization_id uuid not null,
    referral_id uuid not null,
    step text not null check (step in ('received', 'assessed', 'determined', 'admitted')),
    patient_id uuid not null,
    site_id uuid not null,
    at timestamptz not null,
    primary key (organization_id, referral_id, step)
);
create index referral_steps_time on referral_steps (organization_id, step, at);
create index referral_steps_patient on referral_steps (organization_id, patient_id);
call iop.tenant_table('referral_steps', site_column => 'site_id', patient_column => 'patient_id');

create table scores (
    organization_id uuid not null,
    response_id uuid not null,
    patient_id uuid not null,
    episode_id uuid,
    site_id uuid not null,
    instrument_id text not null,
    -- Null: the response cannot be scored. Never 0 in its place.
    value int,
    band text,
    answered_at timestamptz not null,
    version bigint not null,
    primary key (organization_id, response_id)
);
create index scores_patient on scores (organization_id, patient_id, answered_at);
call iop.tenant_table('scores', site_column => 'site_id', patient_column => 'patient_id');

-- The newest score of each instrument at admission: what change is measured against.
create table baselines (
    organization_id uuid not null,
    episode_id uuid not null,
    instrument_id text not null,
    patient_id uuid not null,
    site_id uuid not null,
    response_id uuid not null,
    value int,
    band text,
    answered_at timestamptz not null,
    primary key (organization_id, episode_id, instrument_id)
);
create index baselines_patient on baselines (organization_id, patient_id);
call iop.tenant_table('baselines', site_column => 'site_id', patient_column => 'patient_id');

-- Whether messages get through to a patient, for those who follow up.
create table reach (
    organization_id uuid not null,
    patient_id uuid not null,
    delivered_at timestamptz,
    failed_at timestamptz,
    failure_reason text,
    primary key (organization_id, patient_id)
);
call iop.tenant_table('reach', patient_column => 'patient_id');
