-- The challenges of passkeys that are being made or used, kept here and not in a cookie: each is taken out by the first answer,
-- so that an answer cannot be sent twice.
create table auth.ceremonies (
    id uuid primary key,
    -- For registering: whose passkey it is to be.
    person_id uuid references auth.people (id) on delete cascade,
    state text not null,
    expires_at timestamptz not null
);
create index ceremonies_expiry on auth.ceremonies (expires_at);

do $$
begin
    execute format('grant select, insert, update, delete on auth.ceremonies to %I', current_database() || '_app');
end $$;
