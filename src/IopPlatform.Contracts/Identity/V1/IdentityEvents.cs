namespace IopPlatform.Contracts.Identity.V1;

/// <summary>A provider organization (tenant) was created or edited.</summary>
public sealed record OrganizationChanged : Event
{
    public required string Name { get; init; }

    /// <summary>The number a patient may call in office hours.</summary>
    public required string SupportPhone { get; init; }

    public override Guid AggregateId => OrganizationId;
}

/// <summary>A site was opened, edited or closed. Its zone rules all of its local times and weeks.</summary>
public sealed record SiteChanged : Event
{
    public required Guid SiteId { get; init; }

    public required string Name { get; init; }

    /// <summary>IANA zone id, for example America/Denver.</summary>
    public required string TimeZone { get; init; }

    public required string Phone { get; init; }

    public required bool Active { get; init; }

    public override Guid AggregateId => SiteId;
}

/// <summary>A staff member's name, reach or credential changed.</summary>
public sealed record StaffChanged : Event
{
    /// <summary>Equals the subject of the staff member's tokens.</summary>
    public required Guid StaffId { get; init; }

    public required string DisplayName { get; init; }

    public required string Email { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>The sites the membership reaches; empty means all sites of the organization.</summary>
    public required IReadOnlyList<Guid> SiteIds { get; init; }

    /// <summary>Professional credential such as LCSW, LPC or MD; null where the role needs none.</summary>
    public string? Credential { get; init; }

    /// <summary>True when this author's notes need a second signature.</summary>
    public required bool NeedsCosign { get; init; }

    public required bool Active { get; init; }

    public override Guid AggregateId => StaffId;
}
