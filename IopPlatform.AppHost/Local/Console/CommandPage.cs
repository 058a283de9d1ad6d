namespace IopPlatform.AppHost.Local;

/// <summary>Asks before something is done. The script shows it as a dialog; without it, it is a page.</summary>
internal static class CommandPage
{
    public static Html Draw(ResourceCommand command, ResourceSnapshot resource, PlatformWatch watch, string token) => Html.Of(
        $"""
        <form class="card narrow ask" method="post" action="/resources/{resource.Name}/{command.Name}"><h1>{command.Title} {resource.Name}</h1>
        <p>{command.Question(resource, watch.Resources) ?? $"Start {resource.Name}?"}</p><input type="hidden" name="token" value="{token}">
        <p class="commands"><button class="button main" type="submit">{command.Title} {resource.Name}</button><a class="button" data-close href="/resources/{resource.Name}">Leave it</a></p></form>
        """);

    public static Html Result(CommandResult result) => Html.Of(
        $"<p class=\"result {(result.Succeeded ? "good" : "bad")}\" role=\"status\"><span aria-hidden=\"true\">{(result.Succeeded ? "✓" : "■")}</span> {result.Message}</p>");
}
