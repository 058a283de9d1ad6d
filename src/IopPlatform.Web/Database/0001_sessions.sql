-- What the browser's cookie stands for. A ticket holds tokens, so it is sealed before it comes here (data protection, whose keys
-- are sealed by the platform key). It is read before anybody's organization is known, so row security has nothing to compare with:
-- both tables are open to the service's own role and to nobody else.
create table tickets (
    id uuid primary key,
    sealed bytea not null,
    expires_at timestamptz not null
);
create index tickets_expiry on tickets (expires_at);

create table protection_keys (
    name text primary key,
    xml text not null
);

do $$
declare
    name text;
begin
    foreach name in array array['tickets', 'protection_keys'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format('create policy web on %I to %I using (true) with check (true)', name, current_database() || '_app');
    end loop;
    execute format('grant select, insert, update, delete on tickets to %I', current_database() || '_app');
    execute format('grant select, insert on protection_keys to %I', current_database() || '_app');
end $$;
