-- The truth of this service: every event applied to an episode, in the order in which it was applied. Never changed.
-- The two keys are what makes two activations of one grain harmless: a second entry with the same version or the same source
-- cannot be written. The columns site_id, phase and open_alerts say what held after the entry, so that a site's board can be
-- made for any moment without folding every episode that ever was there.
create table journal (
    organization_id uuid not null,
    episode_id uuid not null,
    version bigint not null,
    source_message_id uuid not null,
    event_type text not null,
    body json not null,
    occurred_at timestamptz not null,
    -- Grows with the version within an episode; what asOf compares with.
    recorded_at timestamptz not null,
    site_id uuid not null,
    phase text not null,
    open_alerts text[] not null,
    constraint journal_version primary key (organization_id, episode_id, version),
    constraint journal_source unique (organization_id, episode_id, source_message_id),
    constraint journal_phase check (phase in ('provisional', 'admitted', 'active', 'closed'))
);
create index journal_site on journal (organization_id, site_id, recorded_at);
-- Not narrowed to sites: an episode that changed its site keeps its whole history. Endpoints narrow by table episodes.
call iop.tenant_table('journal', privileges => 'select, insert');

-- Who may see which episode, and what a site's board needs of it. Rewritten in the transaction of each journal entry.
create table episodes (
    organization_id uuid not null,
    id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    phase text not null,
    board jsonb not null,
    recorded_at timestamptz not null,
    version bigint not null,
    primary key (organization_id, id)
);
create index episodes_site on episodes (organization_id, site_id, recorded_at);
create index episodes_open on episodes (organization_id, site_id) where phase in ('admitted', 'active');
create index episodes_patient on episodes (organization_id, patient_id);
call iop.tenant_table('episodes', site_column => 'site_id', patient_column => 'patient_id');

-- The level of each derived alert as it was last published. The version counts one episode and kind.
create table alerts (
    organization_id uuid not null,
    episode_id uuid not null,
    kind text not null,
    open boolean not null,
    changed_at timestamptz not null,
    version bigint not null,
    primary key (organization_id, episode_id, kind),
    constraint alerts_kind check (kind in ('weekly-dose-short', 'misses-in-a-row', 'review-due', 'note-overdue',
        'authorization-nearly-spent', 'step-change-suggested', 'certification-due', 'safety-open'))
);
call iop.tenant_table('alerts');

-- Every version of a site, since asOf needs the zone that was known then.
create table sites (
    organization_id uuid not null,
    id uuid not null,
    version bigint not null,
    name text not null,
    time_zone text not null,
    recorded_at timestamptz not null,
    primary key (organization_id, id, version)
);
call iop.tenant_table('sites', site_column => 'id', privileges => 'select, insert');

-- Authorizations that were entered before the patient had an episode; the admission picks them up.
create table patient_authorizations (
    organization_id uuid not null,
    id uuid not null,
    patient_id uuid not null,
    site_id uuid not null,
    last_day date not null,
    source_message_id uuid not null,
    body json not null,
    version bigint not null,
    primary key (organization_id, id)
);
create index patient_authorizations_patient on patient_authorizations (organization_id, patient_id);
call iop.tenant_table('patient_authorizations', site_column => 'site_id', patient_column => 'patient_id');
