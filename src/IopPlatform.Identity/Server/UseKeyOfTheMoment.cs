using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace IopPlatform.Identity.Server;

/// <summary>
/// Makes each token with the keys whose time it is, in place of the first that OpenIddict knows: a key that is published but whose
/// time is to come must not sign yet.
/// </summary>
public sealed class UseKeyOfTheMoment(SigningKeys keys, TimeProvider time) : IOpenIddictServerHandler<GenerateTokenContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<GenerateTokenContext>()
            .UseSingletonHandler<UseKeyOfTheMoment>()
            // Right after OpenIddict has chosen.
            .SetOrder(OpenIddictServerHandlers.Protection.AttachSecurityCredentials.Descriptor.Order + 500)
            .SetType(OpenIddictServerHandlerType.Custom)
            .Build();

    public ValueTask HandleAsync(GenerateTokenContext context)
    {
        var (signing, encryption) = keys.At(time.GetUtcNow());
        if (context.SigningCredentials is not null)
        {
            context.SigningCredentials = context.Options.SigningCredentials.Single(credentials => credentials.Key == signing);
        }

        if (context.EncryptionCredentials is not null)
        {
            context.EncryptionCredentials = context.Options.EncryptionCredentials.Single(credentials => credentials.Key == encryption);
        }

        return ValueTask.CompletedTask;
    }
}
