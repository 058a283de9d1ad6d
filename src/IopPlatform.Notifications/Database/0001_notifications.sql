-- Projections of what other services own: only what a message needs. Each keeps the highest version that it has seen.
create table organizations (
    organization_id uuid primary key,
    support_phone text not null,
    version bigint not null
);
call iop.tenant_table('organizations');

create table sites (
    organization_id uuid not null,
    id uuid not null,
    time_zone text not null,
    phone text not null,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('sites', site_column => 'id');

create table staff (
    organization_id uuid not null,
    id uuid not null,
    email text not null,
    roles text[] not null,
    -- Empty means all sites of the organization.
    site_ids uuid[] not null,
    active boolean not null,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('staff');

create table patients (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    -- How the patient wants to be addressed; the family name is not needed and not kept.
    name text not null,
    language text not null,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('patients', site_column => 'site_id', patient_column => 'id');

create table contact_points (
    organization_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    email text,
    phone text,
    preferred_channel text not null check (preferred_channel in ('email', 'sms', 'phone', 'none')),
    version bigint not null,
    primary key (organization_id, patient_id)
);
call iop.tenant_table('contact_points', site_column => 'site_id', patient_column => 'patient_id');

-- Only consents to being contacted; no other kind is of interest here.
create table contact_consents (
    organization_id uuid not null,
    id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    active boolean not null,
    -- The last day on which it holds, at the site.
    expires_on date,
    version bigint not null,
    primary key (organization_id, id)
);
create index contact_consents_patient on contact_consents (organization_id, patient_id);
call iop.tenant_table('contact_consents', site_column => 'site_id', patient_column => 'patient_id');

-- The newest version of each weekly schedule: an older one that comes late plans nothing.
create table schedules (
    organization_id uuid not null,
    id uuid not null,
    episode_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('schedules', site_column => 'site_id', patient_column => 'patient_id');

-- Episodes that have ended. A schedule that comes after the end plans nothing.
create table closed_episodes (
    organization_id uuid not null,
    id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    -- After a death nothing is sent to the patient any more.
    died boolean not null,
    primary key (organization_id, id)
);
create index closed_episodes_patient on closed_episodes (organization_id, patient_id);
call iop.tenant_table('closed_episodes', site_column => 'site_id', patient_column => 'patient_id');

create table alerts (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    open boolean not null,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('alerts', site_column => 'site_id');

-- Follow-ups that are done. Completion is final, so a notice of one falling due that comes later asks nobody.
create table completed_follow_ups (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    primary key (organization_id, id)
);
call iop.tenant_table('completed_follow_ups', site_column => 'site_id');

-- What this service owns.
create table preferences (
    organization_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    session_reminders boolean not null,
    follow_up_messages boolean not null,
    -- Null: the language that the patient is addressed in elsewhere.
    language text check (language in ('en', 'es')),
    version bigint not null,
    primary key (organization_id, patient_id)
);
call iop.tenant_table('preferences', site_column => 'site_id', patient_column => 'patient_id');

create table notifications (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    patient_id uuid,
    staff_id uuid,
    episode_id uuid,
    -- What asked for the message: a schedule, an episode, a task, an alert or a follow-up.
    source_id uuid not null,
    template text not null,
    channel text not null check (channel = 'email'),
    -- The same reason leads to one message, however often it is told.
    dedup_key text not null,
    -- The point in time that the text names: a session's start or a deadline.
    tells_at timestamptz,
    state text not null check (state in ('queued', 'sending', 'sent', 'failed', 'canceled')),
    due_at timestamptz not null,
    -- From here on the message is of no use and is given up.
    expires_at timestamptz not null,
    attempts int not null,
    -- When somebody has begun to send it; see SendQueuedOnSendNotification.
    claimed_at timestamptz,
    sent_at timestamptz,
    failure_reason text check (failure_reason in ('refused-by-server', 'no-consent', 'no-address', 'expired')),
    created_at timestamptz not null,
    version bigint not null,
    primary key (organization_id, id),
    constraint notifications_dedup unique (organization_id, dedup_key),
    constraint notifications_one_recipient check (num_nonnulls(patient_id, staff_id) = 1),
    constraint notifications_sent check ((state = 'sent') = (sent_at is not null)),
    constraint notifications_failed check ((state = 'failed') = (failure_reason is not null)),
    constraint notifications_claimed check (state <> 'sending' or claimed_at is not null)
);
create index notifications_list on notifications (organization_id, due_at desc, id desc);
create index notifications_patient on notifications (organization_id, patient_id, due_at desc, id desc);
create index notifications_source on notifications (organization_id, source_id);
create index notifications_episode on notifications (organization_id, episode_id) where state = 'queued';
call iop.tenant_table('notifications', site_column => 'site_id', patient_column => 'patient_id');
