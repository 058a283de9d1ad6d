-- What people prove themselves with beside the password, and the sessions that follow. Part of schema auth: a person belongs to
-- no single organization. Passkeys belong to EF Core's model, as EF Core wrote it; the service writes the others by plain SQL.
CREATE TABLE auth.person_passkeys (
    credential_id bytea NOT NULL,
    user_id uuid NOT NULL,
    data jsonb NOT NULL,
    CONSTRAINT pk_person_passkeys PRIMARY KEY (credential_id),
    CONSTRAINT fk_person_passkeys_people_user_id FOREIGN KEY (user_id) REFERENCES auth.people (id) ON DELETE CASCADE
);

CREATE INDEX ix_person_passkeys_user_id ON auth.person_passkeys (user_id);

create table auth.totp (
    person_id uuid primary key references auth.people (id) on delete cascade,
    -- Base32, protected with the keys of data protection.
    secret text not null,
    -- The 30-second step (since 1970) of the code accepted last. Only a later one is accepted, so that a code is good once.
    last_step bigint not null
);

create table auth.recovery_codes (
    person_id uuid not null references auth.people (id) on delete cascade,
    -- Lower-case hexadecimal SHA-256; the codes are random enough (80 bits) to need no more.
    code_hash text not null,
    used_at timestamptz,
    primary key (person_id, code_hash)
);

-- One row for each sign-in of a browser. Its cookie is good while the row is; so it can be ended from elsewhere.
create table auth.browser_sessions (
    id uuid primary key,
    person_id uuid not null references auth.people (id) on delete cascade,
    started_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz
);
create index browser_sessions_person on auth.browser_sessions (person_id);
create index browser_sessions_expiry on auth.browser_sessions (expires_at);

-- The ids of clients' signed assertions (RFC 7523) until they expire: each is accepted once.
create table auth.used_assertions (
    client_id text not null,
    assertion_id text not null,
    expires_at timestamptz not null,
    primary key (client_id, assertion_id)
);
create index used_assertions_expiry on auth.used_assertions (expires_at);

-- For listing and ending somebody's sessions.
create index authorizations_subject on auth.authorizations (subject);

do $$
begin
    execute format(
        'grant select, insert, update, delete on auth.person_passkeys, auth.totp, auth.recovery_codes, auth.browser_sessions, '
        'auth.used_assertions to %I',
        current_database() || '_app');
end $$;

-- One more role: who manages organization, sites and staff.
alter table memberships drop constraint memberships_roles_check;
alter table memberships add constraint memberships_roles_check check (
    cardinality(roles) > 0
    and roles <@ array[
        'intake-coordinator', 'therapist', 'medical-director', 'utilization-reviewer', 'site-manager', 'compliance-officer',
        'administrator']);
