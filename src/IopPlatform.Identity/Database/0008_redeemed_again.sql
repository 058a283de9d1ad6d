-- The organization whose open or redeemed invitation has this hash. Whoever has redeemed it and did not get the answer asks again.
create or replace function auth.organization_of_invitation(hash text) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select organization_id from portal_invitations where code_hash = hash and state in ('open', 'redeemed') limit 1
$$;
