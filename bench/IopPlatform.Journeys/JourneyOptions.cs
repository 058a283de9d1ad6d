namespace IopPlatform.Journeys;

/// <summary>What to play, and where.</summary>
public sealed record JourneyOptions
{
    /// <summary>The public origin, for example <c>http://localhost:8080</c>; nothing else of the platform is known.</summary>
    public required Uri Gateway { get; init; }

    /// <summary>The one password of all demo people.</summary>
    public required string DemoPassword { get; init; }

    /// <summary>What the codes of demo staff's authenticator apps are computed from.</summary>
    public required string DemoTotpSeed { get; init; }

    /// <summary>How many patients; 0 plays none and only makes sure of the demo provider.</summary>
    public int Patients { get; init; } = 1;

    /// <summary>How many journeys run at the same time.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>The same seed and day give the same patients.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many of the patients are left out, from the first on.</summary>
    public int Skip { get; init; }

    /// <summary>Raised, it lets the journeys that have begun come to their end, and begins no others.</summary>
    public CancellationToken NoMore { get; init; }

    /// <summary>
    /// For how long a request is repeated whose answer was lost or said that the platform is not there. Zero gives up after a
    /// few "not now".
    /// </summary>
    public TimeSpan RepeatFor { get; init; }

    /// <summary>Stop when the weeks are scheduled: the patients are in care, without accounts in the portal.</summary>
    public bool UntilInCare { get; init; }

    /// <summary>A folder of FHIR bundles to be sent as referrals; null sends none.</summary>
    public string? FromFolder { get; init; }

    /// <summary>Put around each connection to the gateway; tests listen there.</summary>
    public Func<HttpMessageHandler, HttpMessageHandler> Wire { get; init; } = connection => connection;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
