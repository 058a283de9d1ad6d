-- A referral from its arrival to admission or closing, with what was found out on the way.

create table referrals (
    organization_id uuid not null,
    id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    status text not null check (status in ('received', 'assessed', 'determined', 'admitted', 'closed')),
    source_kind text not null check (source_kind in ('hospital', 'clinician', 'self', 'court', 'school', 'payer', 'other')),
    source_name text not null,
    reason text,
    urgency text not null check (urgency in ('routine', 'urgent', 'emergent')),
    discharged_from_hospital_on date,
    diagnoses text[] not null,
    -- The sender's own identifier of the order: a system that says whose it is, and the value in it.
    order_system text,
    order_value text,
    received_at timestamptz not null,
    -- The subject that sent it; a partner system reaches its own referrals only.
    sent_by text not null,
    close_reason text,
    referred_to text,
    version bigint not null,
    primary key (organization_id, id),
    -- The same order is never taken twice, whatever else differs.
    constraint referral_order unique (organization_id, order_system, order_value),
    foreign key (organization_id, patient_id) references patients (organization_id, id)
);
create index referrals_arrival on referrals (organization_id, received_at desc, id desc);
create index referrals_site on referrals (organization_id, site_id, status, received_at desc, id desc);
call iop.tenant_table('referrals', site_column => 'site_id', patient_column => 'patient_id');

-- A referral's FHIR bundle as it came, for what is not mapped and for proof of what was sent.
create table referral_bundles (
    organization_id uuid not null,
    referral_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    content json not null,
    primary key (organization_id, referral_id),
    foreign key (organization_id, referral_id) references referrals (organization_id, id)
);
call iop.tenant_table('referral_bundles', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert');

-- Every answer sheet as given, with the result and the versions that produced it. Never changed.
create table responses (
    organization_id uuid not null,
    id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    -- The episode that was open when it was recorded.
    episode_id uuid,
    instrument_id text not null,
    instrument_version text not null,
    scorer_version text not null,
    answers jsonb not null,
    -- Null when there is no score; never 0 in its place.
    value int,
    band text not null,
    unscorable_reason text,
    safety_level text not null check (safety_level in ('none', 'low', 'moderate', 'high', 'indeterminate')),
    safety_findings jsonb not null,
    answered_at timestamptz not null,
    recorded_at timestamptz not null,
    recorded_by text not null,
    version bigint not null,
    primary key (organization_id, id),
    check ((value is null) = (unscorable_reason is not null)),
    foreign key (organization_id, patient_id) references patients (organization_id, id)
);
create index responses_patient on responses (organization_id, patient_id, answered_at desc, id desc);
create index responses_instrument on responses (organization_id, patient_id, instrument_id, answered_at desc);
call iop.tenant_table('responses', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert');

-- A clinician's assessment. A later one stands beside the former, and the newest counts.
create table assessments (
    organization_id uuid not null,
    id uuid not null,
    referral_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    -- By dimension number: the rating 0-4 and its rationale.
    dimensions jsonb not null,
    withdrawal_risk text not null check (withdrawal_risk in ('none', 'mild', 'moderate', 'severe')),
    can_take_part_in_groups boolean not null,
    home_is_safe boolean not null,
    supports text not null check (supports in ('none', 'some', 'strong')),
    prior_treatments int not null,
    patient_prefers text,
    diagnoses text[] not null,
    assessed_by text not null,
    assessed_at timestamptz not null,
    version bigint not null,
    primary key (organization_id, id),
    foreign key (organization_id, referral_id) references referrals (organization_id, id)
);
create index assessments_referral on assessments (organization_id, referral_id, assessed_at desc, id desc);
call iop.tenant_table('assessments', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert');

-- A clinician's decision on the level of care, with the facts and the recommendation that were on the table.
create table determinations (
    organization_id uuid not null,
    id uuid not null,
    referral_id uuid not null,
    assessment_id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    level_of_care text not null,
    recommended text,
    rules_version text not null,
    facts jsonb not null,
    recommendation jsonb not null,
    rationale text not null,
    departure_reason text,
    determined_by text not null,
    determined_at timestamptz not null,
    version bigint not null,
    primary key (organization_id, id),
    foreign key (organization_id, referral_id) references referrals (organization_id, id),
    foreign key (organization_id, assessment_id) references assessments (organization_id, id)
);
create index determinations_referral on determinations (organization_id, referral_id, determined_at desc, id desc);
call iop.tenant_table('determinations', site_column => 'site_id', patient_column => 'patient_id', privileges => 'select, insert');
