using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.AspireModel;

/// <summary>
/// Secrets and paths as parameters. A running platform makes them once and keeps them, as the Local one does, in a data folder of
/// its own; a published one names them, and whoever deploys it gives the values.
/// </summary>
internal sealed class PlatformParameters(IDistributedApplicationBuilder builder)
{
    private readonly string dataFolder = DataFolder.Default(Path.GetFullPath(Path.Combine(builder.AppHostDirectory, ".."))) + "-aspire";
    private readonly Dictionary<string, IResourceBuilder<ParameterResource>> parameters = [];

    public IResourceBuilder<ParameterResource> Password(string owner) => Parameter($"{owner}-password", () => Secrets().Password(owner), secret: true);

    public DatabasePasswords Database(string name) => Secrets().Database(name);

    /// <returns>Null for what there is not yet.</returns>
    public IResourceBuilder<ParameterResource>? Of(ProjectResource project, EnvironmentValue value) => value switch
    {
        EnvironmentValue.Secret { Kind: SecretKind.AuditSigningKey } => Secret(project, SecretKind.AuditSigningKey, $"-{project.InstanceOf}"),
        EnvironmentValue.Secret { Kind: SecretKind.FormerSigningKey or SecretKind.SigningFrom } secret => IfThere(project, secret.Kind),
        EnvironmentValue.Secret secret => Secret(project, secret.Kind),
        EnvironmentValue.PlatformKeyFile => Parameter("platform-key-file", KeyFile, secret: false),
        EnvironmentValue.Folder folder => Parameter(folder.Name, () => Path.Combine(Folder(), folder.Name), secret: false),
        _ => throw new ArgumentOutOfRangeException(nameof(value), $"{project.Name} has an unknown kind of value."),
    };

    private IResourceBuilder<ParameterResource>? IfThere(ProjectResource project, SecretKind kind) =>
        builder.ExecutionContext.IsRunMode && Secrets().Of(kind, project) is not null ? Secret(project, kind) : null;

    private IResourceBuilder<ParameterResource> Secret(ProjectResource project, SecretKind kind, string suffix = "") => Parameter(
        NameOf(kind) + suffix,
        () => Secrets().Of(kind, project) ?? throw new InvalidOperationException($"There is no {NameOf(kind)}."),
        secret: true);

    private IResourceBuilder<ParameterResource> Parameter(string name, Func<string> value, bool secret) => parameters.TryGetValue(name, out var known)
        ? known
        : parameters[name] = builder.AddParameter(name, value, secret: secret);

    private Secrets Secrets() => Local.Secrets.Open(Folder());

    private string KeyFile() => PlatformKeyFile.Open(Folder(), PlatformKeyFile.DefaultFolder).Path;

    private string Folder()
    {
        DataFolder.Create(dataFolder);
        return dataFolder;
    }

    /// <summary>SigningKey becomes signing-key.</summary>
    private static string NameOf(SecretKind kind) => string.Concat(
        kind.ToString().Select((letter, index) => index > 0 && char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
