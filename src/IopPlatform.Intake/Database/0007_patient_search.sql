-- Names as staff look for them: decomposed, without accents, in lower case; compared by bytes, so that a prefix is a range.
create function name_key(name text) returns text
language sql immutable as $$
    select lower(regexp_replace(normalize(name, NFKD), U&'[\0300-\036F]', '', 'g') collate "und-x-icu")
$$;

alter table patients
    add column family_key text collate "C" generated always as (name_key(family_name)) stored,
    add column given_key text collate "C" generated always as (name_key(given_name)) stored,
    add column preferred_key text collate "C" generated always as (name_key(preferred_name)) stored;
create index patients_family on patients (organization_id, family_key, id);
create index patients_given on patients (organization_id, given_key);
create index patients_preferred on patients (organization_id, preferred_key) where preferred_key is not null;
