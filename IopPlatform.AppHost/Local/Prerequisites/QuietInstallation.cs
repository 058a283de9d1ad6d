namespace IopPlatform.AppHost.Local;

/// <summary>
/// While it lasts, packages start no services: policy-rc.d forbids it, and postgresql-common is told to make no cluster. An
/// existing policy is set aside and put back; the cluster setting stays only until the end, too.
/// </summary>
internal sealed class QuietInstallation : IAsyncDisposable
{
    private const string Aside = ".iop-aside";
    private const string Marker = "# Written while IopPlatform installs its servers.";
    private readonly IReadOnlyList<string> prefix;
    private readonly string policy;
    private readonly string clusters;

    private QuietInstallation(string root, IReadOnlyList<string> prefix)
    {
        this.prefix = prefix;
        policy = Path.Combine(root, "usr/sbin/policy-rc.d");
        clusters = Path.Combine(root, "etc/postgresql-common/createcluster.d/iop-platform.conf");
    }

    /// <param name="root">The file system's root; tests give a folder.</param>
    /// <param name="prefix">What makes a command run as root.</param>
    public static async Task<QuietInstallation> BeginAsync(string root, IReadOnlyList<string> prefix, CancellationToken cancellationToken)
    {
        var quiet = new QuietInstallation(root, prefix);
        // A policy of ours that an interrupted installation left behind is no policy of the machine's.
        await quiet.ShellAsync(
            $"""
            set -e
            mkdir -p '{Path.GetDirectoryName(quiet.policy)}' '{Path.GetDirectoryName(quiet.clusters)}'
            if [ -e '{quiet.policy}' ] && ! grep -q '{Marker}' '{quiet.policy}'; then mv '{quiet.policy}' '{quiet.policy}{Aside}'; fi
            printf '#!/bin/sh\n{Marker}\nexit 101\n' > '{quiet.policy}'
            chmod 755 '{quiet.policy}'
            printf 'create_main_cluster = false\n' > '{quiet.clusters}'
            """,
            cancellationToken);
        return quiet;
    }

    public async ValueTask DisposeAsync() => await ShellAsync(
        $"""
        set -e
        rm -f '{policy}' '{clusters}'
        if [ -e '{policy}{Aside}' ]; then mv '{policy}{Aside}' '{policy}'; fi
        """,
        CancellationToken.None);

    private Task ShellAsync(string script, CancellationToken cancellationToken) =>
        ServerAccount.RunAsync([.. prefix, "/bin/sh", "-c", script], cancellationToken);
}
