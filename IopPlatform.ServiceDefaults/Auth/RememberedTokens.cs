using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace IopPlatform.ServiceDefaults.Auth;

/// <summary>
/// Validates a token's signature and claims once and believes the result for a minute, but never beyond the token's own end: a
/// person's requests carry the same token for minutes. A signing key that is taken away stops counting within that minute. What is
/// not valid is not remembered.
/// </summary>
internal sealed class RememberedTokens(TimeProvider time) : TokenHandler, IDisposable
{
    private const int TokensMax = 20_000;
    private static readonly TimeSpan Believed = TimeSpan.FromMinutes(1);
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = TokensMax });

    /// <summary>Whether the token was found valid within the last minute, so that its signature is not looked at again.</summary>
    public bool Believes(string token) => Find(token) is not null;

    public override SecurityToken ReadToken(string token) => handler.ReadToken(token);

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        if (Find(token) is { } remembered) return remembered.Result;

        var now = time.GetUtcNow();
        var result = await handler.ValidateTokenAsync(token, validationParameters);
        if (result is { IsValid: true, SecurityToken: { } valid })
        {
            var end = new DateTimeOffset(DateTime.SpecifyKind(valid.ValidTo, DateTimeKind.Utc)) + validationParameters.ClockSkew;
            var until = now + Believed < end ? now + Believed : end;
            known.Set(token, new Remembered(result, until), new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Believed, Size = 1 });
        }

        return result;
    }

    public void Dispose() => known.Dispose();

    private Remembered? Find(string token) =>
        known.TryGetValue(token, out Remembered? remembered) && time.GetUtcNow() < remembered!.Until ? remembered : null;

    private sealed record Remembered(TokenValidationResult Result, DateTimeOffset Until);
}
