namespace IopPlatform.Persistence.Tests.Encryption;

public sealed class DataKeysTests(WidgetsFixture widgets)
{
    private const int OrganizationsAtOnce = 24;
    private const int Rounds = 10;

    /// <summary>Loads begin and end in every order here; none of them may leave an organization with the keys of before.</summary>
    [Fact]
    public async Task Write_FirstOfManyOrganizationsAtOnce_EachHasItsFirstKey()
    {
        await using var process = new EncryptingProcess(widgets);
        for (var round = 0; round < Rounds; round++)
        {
            Guid[] organizations = [.. Enumerable.Range(0, OrganizationsAtOnce).Select(_ => Guid.CreateVersion7())];
            var letters = await Task.WhenAll(organizations.Concat(organizations)
                .Select(async organization => (organization, Id: await process.WriteLetterAsync(organization, organization.ToString()))));
            foreach (var (organization, id) in letters)
            {
                Assert.Equal(organization.ToString(), await process.ReadLetterAsync(organization, id));
            }
        }
    }
}
