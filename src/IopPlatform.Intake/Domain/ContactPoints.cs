namespace IopPlatform.Intake.Domain;

/// <summary>How a patient may be reached.</summary>
public sealed record ContactPoints(string? Email, string? Phone, string PreferredChannel)
{
    /// <summary>The preference where none was stated: what there is, e-mail before telephone.</summary>
    public static ContactPoints Of(string? email, string? phone, string? preferred) =>
        new(email, phone, preferred ?? (email is not null ? "email" : phone is not null ? "phone" : "none"));

    /// <summary>False when the preferred channel has no address.</summary>
    public bool ReachesPreferred => PreferredChannel switch
    {
        "email" => Email is not null,
        "sms" or "phone" => Phone is not null,
        _ => true,
    };
}
