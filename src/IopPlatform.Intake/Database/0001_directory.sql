-- What Intake keeps of other services' data. A row holds the highest version that has arrived.

create table sites (
    organization_id uuid not null,
    id uuid not null,
    name text not null,
    -- An IANA zone that this server knows; the consumer checks it, so that "today at the site" never fails later.
    time_zone text not null,
    active boolean not null,
    version bigint not null,
    primary key (organization_id, id)
);
call iop.tenant_table('sites', site_column => 'id');

create table programs (
    organization_id uuid not null,
    id uuid not null,
    site_id uuid not null,
    name text not null,
    level_of_care text not null,
    age_group text not null,
    active boolean not null,
    tracks jsonb not null,
    version bigint not null,
    primary key (organization_id, id)
);
create index programs_site on programs (organization_id, site_id, name, id);
call iop.tenant_table('programs', site_column => 'site_id');

-- The seats of a group may arrive before its program, so there is no foreign key.
create table group_seats (
    organization_id uuid not null,
    group_id uuid not null,
    program_id uuid not null,
    site_id uuid not null,
    seats_max int not null,
    seats_taken int not null,
    version bigint not null,
    primary key (organization_id, group_id)
);
create index group_seats_program on group_seats (organization_id, program_id);
call iop.tenant_table('group_seats', site_column => 'site_id');
