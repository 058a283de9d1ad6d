-- Consents that a machine can decide on (42 CFR 2.31), the log of every disclosure, and who the recipients are.

-- Nobody's own consent outlives them (42 CFR 2.15(b)): from this day at the site only a personal representative's carries.
alter table patients add column deceased_on date;

alter table consents drop constraint consents_kind_check;
alter table consents add constraint consents_kind_check check (kind in (
    'treatment', 'part2-tpo', 'contact', 'telehealth', 'family', 'release', 'part2-counseling-notes', 'part2-proceedings'));

-- All null on a consent that was recorded without its terms; such a consent carries no disclosure.
alter table consents
    add column discloser_kind text check (discloser_kind in ('named', 'class')),
    add column information_kinds text[],
    add column substance_use_information text,
    add column recipients jsonb,
    add column intermediary jsonb,
    add column purposes text[],
    add column revocation_statement text,
    add column expiry text check (expiry in ('date', 'event', 'none')),
    add column expiry_event text check (expiry_event in ('end-of-treatment', 'other')),
    add column expiry_event_text text,
    add column signer_capacity text,
    add column authority_to_sign text,
    add column redisclosure_stated boolean,
    add column refusal_stated boolean,
    -- Which text the signer was shown: its version, its language, and the SHA-256 of its wording.
    add column form_version text,
    add column form_language text,
    add column form_sha256 text check (form_sha256 ~ '^[0-9a-f]{64}$'),
    -- The caller who recorded the end, whose wish it was where that was somebody else, and how it ended.
    add column revocation_recorded_by text,
    add column revoked_by text,
    add column revocation_reason text,
    add column ended_by text check (ended_by in ('revocation', 'event'));
call iop.protect('consents', 'revocation_reason');
alter table consents add constraint consent_terms_whole check (num_nulls(
    discloser_kind, information_kinds, substance_use_information, recipients, purposes, revocation_statement, expiry, signer_capacity,
    redisclosure_stated, refusal_stated, form_version, form_language, form_sha256) in (0, 13));
alter table consents add constraint consent_expiry_stated check (
    (expiry is distinct from 'date' or expires_on is not null) and (expiry is distinct from 'event' or expiry_event is not null));
-- 42 CFR 2.31(b) and (d): these two are never combined with another consent.
alter table consents add constraint consent_apart check (
    (kind = 'part2-counseling-notes') = coalesce('counseling-notes' = any (information_kinds), false)
    and (kind = 'part2-proceedings') = coalesce('proceedings' = any (purposes), false));

-- Whether a program is one under 42 CFR Part 2. A program without a row counts as one.
create table program_confidentiality (
    organization_id uuid not null,
    program_id uuid not null,
    site_id uuid not null,
    is_part2 boolean not null,
    reason text not null,
    decided_by text not null,
    decided_at timestamptz not null,
    primary key (organization_id, program_id)
);
call iop.tenant_table('program_confidentiality', site_column => 'site_id');

-- Whom the organization knows as a recipient, and to which classes of a consent ("my treating providers") it belongs. A class
-- is never believed because the recipient says so.
create table disclosure_recipients (
    organization_id uuid not null,
    identifier text not null,
    name text not null,
    address text,
    classes text[] not null check (classes <@ array['treating-providers', 'health-plans', 'third-party-payers', 'program-operations']),
    changed_by text not null,
    changed_at timestamptz not null,
    primary key (organization_id, identifier)
);
call iop.tenant_table('disclosure_recipients', privileges => 'select, insert, update');

-- Every decision on a disclosure, permitted or refused. Never changed.
create table disclosures (
    organization_id uuid not null,
    id uuid not null,
    -- The asker's own id of the request and the hash of what was asked: the same id for something else is refused.
    request_id uuid not null,
    request_hash bytea not null,
    patient_id uuid not null,
    site_id uuid not null,
    decided_at timestamptz not null,
    permitted boolean not null,
    rule text not null,
    -- consent, hipaa-tpo, or the code of an exception; null for a refusal.
    basis text,
    consent_id uuid,
    consent_version bigint,
    is_part2 boolean not null,
    recipient_kind text not null check (recipient_kind in ('person', 'entity', 'patient')),
    recipient_identifier text,
    recipient_name text not null,
    recipient_address text,
    intermediary text,
    information_kinds text[] not null,
    purpose text not null,
    -- What an exception needs in writing, such as the emergency and who received it (42 CFR 2.51(c)).
    documentation text,
    channel text not null,
    -- The service that asked, and for whom it did.
    asked_by text not null,
    on_behalf_of text,
    primary key (organization_id, id),
    -- A request is decided anew each time it is asked, but each ground is logged once.
    constraint disclosure_request unique nulls not distinct (organization_id, request_id, permitted, basis, consent_id),
    check (permitted = (basis is not null)),
    check ((basis is not distinct from 'consent') = (consent_id is not null)),
    foreign key (organization_id, patient_id) references patients (organization_id, id),
    foreign key (organization_id, consent_id) references consents (organization_id, id)
);
create index disclosures_patient on disclosures (organization_id, patient_id, decided_at desc, id desc);
call iop.tenant_table('disclosures', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert');
call iop.protect('disclosures', 'documentation');
