using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>
/// The only script of the sign-in pages: it asks the browser for a passkey, which no form can, and puts the answer into the
/// form. Pages that need it allow scripts of this host, and nothing inline.
/// </summary>
public static class PasskeyScript
{
    public const string Path = "/sign-in/passkey.js";

    /// <summary>For the page's body. A form takes part by <c>data-passkey</c>, which names where its options come from.</summary>
    public const string Tag = $"""<script src="{Path}" defer></script>""";

    private const string Text =
        """
        'use strict';
        for (const form of document.querySelectorAll('form[data-passkey]')) {
          if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) { form.hidden = true; continue; }
          form.addEventListener('submit', async event => {
            if (form.elements.Credential.value) return;
            event.preventDefault();
            const alert = form.querySelector('[role=alert]');
            alert.textContent = '';
            try {
              const answer = await fetch(form.dataset.passkey, { method: 'POST', body: new FormData(form) });
              if (!answer.ok) throw new Error('The page was open for too long. Load it again.');
              const { ceremony, options } = await answer.json();
              const credential = form.dataset.kind === 'create'
                ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
                : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
              form.elements.Ceremony.value = ceremony;
              form.elements.Credential.value = JSON.stringify(credential.toJSON());
              form.requestSubmit();
            } catch (error) {
              alert.textContent = error.name === 'NotAllowedError' ? 'No passkey was used.' : error.message;
            }
          });
        }
        """;

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet(Path, (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "max-age=3600";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Text(Text, "text/javascript; charset=utf-8");
        })
        .AllowAnonymous().Audited("session.passkey-script").ExcludeFromDescription();
}
