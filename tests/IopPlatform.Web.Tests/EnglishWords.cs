using System.Globalization;
using IopPlatform.Web.Shell;
using Microsoft.Extensions.Localization;

namespace IopPlatform.Web.Tests;

/// <summary>The words of the pages, as their keys say them.</summary>
internal sealed class EnglishWords : IStringLocalizer<Words>
{
    public LocalizedString this[string name] => new(name, name);

    public LocalizedString this[string name, params object[] arguments] => new(name, string.Format(CultureInfo.InvariantCulture, name, arguments));

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => [];
}
