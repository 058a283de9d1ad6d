namespace IopPlatform.Intake.Domain.Disclosures;

/// <summary>
/// What 42 CFR 2.31(a) wants in a written consent to disclose, in a form that a machine can decide on. Name of the patient,
/// discloser, description, purpose, signature and dates in words stand beside it in the consent itself.
/// </summary>
/// <param name="DiscloserKind">named or class (2.31(a)(2)).</param>
/// <param name="InformationKinds">Codes of what may be disclosed (2.31(a)(3)).</param>
/// <param name="SubstanceUseInformation">Which substance use disorder information, explicitly; "none" where there is none (2.31(a)(3)).</param>
/// <param name="Recipients">Persons, entities or classes (2.31(a)(4)).</param>
/// <param name="Intermediary">Through whom, where the recipients are reached by an exchange or the like (2.31(a)(4)).</param>
/// <param name="Purposes">Codes of the purposes (2.31(a)(5)).</param>
/// <param name="RevocationStatement">The right to revoke in writing, and how (2.31(a)(6)).</param>
/// <param name="Expiry">date, event or none; none only for treatment, payment and operations (2.31(a)(7)).</param>
/// <param name="ExpiryEvent">end-of-treatment or other, when it expires by an event.</param>
/// <param name="ExpiryEventText">Which other event.</param>
/// <param name="SignerCapacity">patient, parent, guardian, personal-representative or other-authorized (2.31(a)(8)).</param>
/// <param name="AuthorityToSign">Where the right to sign comes from, when it is not the patient's own (2.14, 2.15).</param>
/// <param name="RedisclosureStated">Whether the text says that what is disclosed may be redisclosed (2.31(a)(10)).</param>
/// <param name="RefusalStated">Whether it states the consequences of not signing (2.31(a)(10)).</param>
/// <param name="Form">Which text the signer was shown.</param>
public sealed record ConsentTerms(
    string DiscloserKind,
    IReadOnlyList<string> InformationKinds,
    string SubstanceUseInformation,
    IReadOnlyList<ConsentRecipient> Recipients,
    ConsentIntermediary? Intermediary,
    IReadOnlyList<string> Purposes,
    string RevocationStatement,
    string Expiry,
    string? ExpiryEvent,
    string? ExpiryEventText,
    string SignerCapacity,
    string? AuthorityToSign,
    bool RedisclosureStated,
    bool RefusalStated,
    ConsentForm Form);

/// <param name="Kind">person, entity or class.</param>
/// <param name="Name">As the consent names it.</param>
/// <param name="Identifier">Where one is known, it alone identifies; a name decides only without one.</param>
/// <param name="Class">The code of the class, when the kind is class.</param>
public sealed record ConsentRecipient(string Kind, string Name, string? Identifier = null, string? Class = null);

/// <param name="Participants">The participants by name or identifier; or else</param>
/// <param name="ParticipantClass">treating-providers: those who have a treating relationship with the patient.</param>
public sealed record ConsentIntermediary(string Name, IReadOnlyList<string>? Participants = null, string? ParticipantClass = null);

/// <param name="Language">Language tag of the text.</param>
/// <param name="TextSha256">Lower-case hexadecimal SHA-256 of the text in UTF-8.</param>
public sealed record ConsentForm(string Version, string Language, string TextSha256);
