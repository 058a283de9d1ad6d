-- Scheduling: what the sites offer (programs, groups, rooms), who has a seat, which sessions take place, and who came.
-- The constraints named here are what can never happen, whatever the code above them does.

-- What other services own and this one needs to know. Rows come from events, in any order; the version guards them.
create table sites (
    organization_id uuid not null,
    id uuid not null,
    name text not null,
    -- IANA zone: all local times and weeks of the site are computed in it.
    time_zone text not null,
    active boolean not null,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('sites', site_column => 'id');

create table staff (
    organization_id uuid not null,
    id uuid not null,
    display_name text not null,
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
    given_name text not null,
    family_name text not null,
    preferred_name text,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('patients', site_column => 'site_id', patient_column => 'id');

-- An episode as admission and closure tell it; either may come first, so a closure alone leaves a row with version 0.
create table episodes (
    organization_id uuid not null,
    id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    program_id uuid,
    track_id uuid,
    level_of_care text,
    age_group text,
    admitted_on date,
    -- Version of the admission heard last; 0 while only the closure was heard.
    version bigint not null,
    closed_on date,
    closed_version bigint not null,
    -- Grows with each change of the episode's enrollments and weeks: they are decided one after the other.
    schedule_version bigint not null,
    constraint episode primary key (organization_id, id),
    constraint admitted_is_placed check (version = 0 or (program_id is not null and admitted_on is not null))
);
call iop.tenant_table('episodes', site_column => 'site_id', patient_column => 'patient_id');

-- Every version, because a week is measured by the prescription in force in it. Kept for unknown episodes, too.
create table prescriptions (
    organization_id uuid not null,
    episode_id uuid not null,
    version bigint not null,
    patient_id uuid not null,
    site_id uuid not null,
    effective_from date not null,
    weekly_minutes int not null,
    days_per_week int not null,
    primary key (organization_id, episode_id, version)
);
call iop.tenant_table('prescriptions', site_column => 'site_id', patient_column => 'patient_id');

create table programs (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    name text not null,
    level_of_care text not null,
    age_group text not null check (age_group in ('adult', 'adolescent')),
    minimum_weekly_minutes int not null check (minimum_weekly_minutes >= 0),
    active boolean not null,
    version bigint not null,
    primary key (organization_id, id),
    constraint program_name unique (organization_id, site_id, name),
    foreign key (organization_id, site_id) references sites
);
call iop.tenant_table('programs', site_column => 'site_id');

create table tracks (
    organization_id uuid not null,
    id uuid not null,
    program_id uuid not null,
    site_id uuid not null,
    name text not null,
    primary key (organization_id, id),
    constraint track_name unique (organization_id, program_id, name),
    foreign key (organization_id, program_id) references programs
);
call iop.tenant_table('tracks', site_column => 'site_id');

create table rooms (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    name text not null,
    seats int not null check (seats > 0),
    version bigint not null,
    primary key (organization_id, id),
    constraint room_name unique (organization_id, site_id, name),
    foreign key (organization_id, site_id) references sites
);
call iop.tenant_table('rooms', site_column => 'site_id');

create table groups (
    organization_id uuid not null,
    id uuid not null,
    program_id uuid not null,
    site_id uuid not null,
    track_id uuid,
    name text not null,
    kind text not null check (kind in ('group', 'family', 'workshop', 'skills', 'mindfulness', 'art', 'music', 'medication')),
    room_id uuid not null,
    facilitator_id uuid not null,
    starts_on date not null,
    seats_max int not null,
    seats_taken int not null,
    version bigint not null,
    primary key (organization_id, id),
    constraint group_name unique (organization_id, program_id, name),
    -- Of two who want the last seat, the second breaks here.
    constraint group_seats check (seats_taken between 0 and seats_max),
    foreign key (organization_id, program_id) references programs,
    foreign key (organization_id, track_id) references tracks,
    foreign key (organization_id, room_id) references rooms,
    foreign key (organization_id, facilitator_id) references staff
);
create index groups_program on groups (organization_id, program_id);
call iop.tenant_table('groups', site_column => 'site_id');

-- The weekly times of a group, in the site's local time.
create table group_slots (
    organization_id uuid not null,
    group_id uuid not null,
    site_id uuid not null,
    room_id uuid not null,
    facilitator_id uuid not null,
    -- Minutes since Monday 00:00.
    week_minute int not null check (week_minute between 0 and 10079),
    minutes int not null check (minutes > 0),
    clinical_minutes int not null check (clinical_minutes between 0 and minutes),
    primary key (organization_id, group_id, week_minute),
    foreign key (organization_id, group_id) references groups,
    constraint slot_room_once exclude using gist (
        organization_id with =, room_id with =, int4range(week_minute, week_minute + minutes) with &&),
    -- Within one site only: another site may live in another zone. There the sessions' own constraint guards.
    constraint slot_staff_once exclude using gist (
        organization_id with =, site_id with =, facilitator_id with =, int4range(week_minute, week_minute + minutes) with &&)
);
call iop.tenant_table('group_slots', site_column => 'site_id');

-- An episode's seat in a group, from a day (inclusive) until a day (exclusive).
create table enrollments (
    organization_id uuid not null,
    id uuid not null,
    group_id uuid not null,
    episode_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    from_date date not null,
    until_date date,
    version bigint not null,
    primary key (organization_id, id),
    check (until_date >= from_date),
    foreign key (organization_id, group_id) references groups,
    foreign key (organization_id, episode_id) references episodes
);
create unique index enrollment_open_once on enrollments (organization_id, episode_id, group_id) where until_date is null;
create index enrollments_episode on enrollments (organization_id, episode_id);
call iop.tenant_table('enrollments', site_column => 'site_id', patient_column => 'patient_id');

-- One occurrence: of a group (then unique by group and local start), or on its own.
create table sessions (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    group_id uuid,
    kind text not null check (kind in ('group', 'individual', 'family', 'workshop', 'skills', 'mindfulness', 'art', 'music', 'medication')),
    staff_id uuid not null,
    room_id uuid,
    -- The planned wall-clock time at the site; starts_at is the instant it stands for.
    local_start timestamp not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    clinical_minutes int not null check (clinical_minutes >= 0),
    canceled_at timestamptz,
    cancel_reason text,
    version bigint not null,
    primary key (organization_id, id),
    constraint session_of_group unique (organization_id, group_id, local_start),
    check (ends_at > starts_at),
    foreign key (organization_id, site_id) references sites,
    foreign key (organization_id, group_id) references groups,
    foreign key (organization_id, room_id) references rooms,
    foreign key (organization_id, staff_id) references staff,
    constraint session_room_once exclude using gist (
        organization_id with =, room_id with =, tstzrange(starts_at, ends_at) with &&)
        where (room_id is not null and canceled_at is null),
    constraint session_staff_once exclude using gist (
        organization_id with =, staff_id with =, tstzrange(starts_at, ends_at) with &&)
        where (canceled_at is null)
);
create index sessions_site on sessions (organization_id, site_id, starts_at, id);
call iop.tenant_table('sessions', site_column => 'site_id');

-- Who is expected at a session.
create table bookings (
    organization_id uuid not null,
    session_id uuid not null,
    episode_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    canceled_at timestamptz,
    version bigint not null,
    primary key (organization_id, session_id, episode_id),
    foreign key (organization_id, session_id) references sessions,
    foreign key (organization_id, episode_id) references episodes
);
create index bookings_episode on bookings (organization_id, episode_id);
call iop.tenant_table('bookings', site_column => 'site_id', patient_column => 'patient_id');

-- One row per episode and week that was ever told to others; its version is that of PersonalScheduleChanged.
create table personal_schedules (
    organization_id uuid not null,
    id uuid not null,
    episode_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    week_starts_on date not null check (extract(isodow from week_starts_on) = 1),
    version bigint not null,
    primary key (organization_id, id),
    constraint schedule_of_week unique (organization_id, episode_id, week_starts_on),
    foreign key (organization_id, episode_id) references episodes
);
call iop.tenant_table('personal_schedules', site_column => 'site_id', patient_column => 'patient_id');

create table attendance (
    organization_id uuid not null,
    id uuid not null,
    session_id uuid not null,
    episode_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    status text not null check (status in ('checked-in', 'attended', 'partial', 'absent', 'excused')),
    arrived_at timestamptz,
    left_at timestamptz,
    attended_minutes int not null check (attended_minutes >= 0),
    reason text,
    recorded_by text not null,
    recorded_at timestamptz not null,
    version bigint not null,
    primary key (organization_id, id),
    constraint attendance_once unique (organization_id, session_id, episode_id),
    check (left_at is null or left_at > arrived_at),
    foreign key (organization_id, session_id, episode_id) references bookings
);
create index attendance_episode on attendance (organization_id, episode_id);
call iop.tenant_table('attendance', site_column => 'site_id', patient_column => 'patient_id');

-- Every version of an attendance row as it was recorded; never changed.
create table attendance_history (
    organization_id uuid not null,
    attendance_id uuid not null,
    version bigint not null,
    patient_id uuid not null,
    site_id uuid not null,
    status text not null,
    arrived_at timestamptz,
    left_at timestamptz,
    attended_minutes int not null,
    reason text,
    recorded_by text not null,
    recorded_at timestamptz not null,
    primary key (organization_id, attendance_id, version),
    foreign key (organization_id, attendance_id) references attendance
);
call iop.tenant_table(
    'attendance_history', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert');
