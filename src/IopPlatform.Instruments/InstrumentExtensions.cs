using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IopPlatform.Instruments;

public static class InstrumentExtensions
{
    /// <summary>The key of the folder with a deployment's own packs; without it there are those of the platform.</summary>
    public const string FolderKey = "Instruments:Folder";

    /// <summary>
    /// Registers <see cref="InstrumentCatalogs"/>. The folder is read here, once: a service never starts with half of it, and a
    /// change of the files counts from the next start on.
    /// </summary>
    /// <exception cref="InstrumentFolderException">Anything is wrong with any file.</exception>
    public static IHostApplicationBuilder AddInstruments(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration[FolderKey] is { Length: > 0 } folder
            ? InstrumentFolder.Read(folder)
            : InstrumentCatalogs.Default);
        return builder;
    }
}
