using System.Text.Json.Nodes;
using IopPlatform.Contracts.Notifications.V1;

namespace IopPlatform.Intake.Tests.Features.Patients;

public sealed class MarkContactPointTests(IntakeFixture fixture)
{
    [Fact]
    public async Task Mark_AnyOrderAndTwice_NewestAttemptCounts()
    {
        var provider = await Provider.OpenAsync(fixture);
        var id = (await provider.ReferAsync()).PatientId;
        var now = provider.Now;
        var twice = Guid.CreateVersion7();

        await fixture.DeliverAsync(Failed(provider, id, now.AddHours(-1)), twice);
        await fixture.DeliverAsync(Failed(provider, id, now.AddHours(-1)), twice);
        Assert.True((await ReachAsync(provider, id))["failing"]!.GetValue<bool>());

        await fixture.DeliverAsync(Delivered(provider, id, now));
        await fixture.DeliverAsync(Delivered(provider, id, now.AddHours(-5)));
        await fixture.DeliverAsync(Failed(provider, id, now.AddHours(1), "no-consent"));
        var reach = await ReachAsync(provider, id);
        Assert.False(reach["failing"]!.GetValue<bool>());
        Assert.Equal(now.ToUnixTimeSeconds(), DateTimeOffset.Parse(reach.Text("lastReachedAt")!).ToUnixTimeSeconds());
        Assert.Equal(
            1, (await fixture.SqlAsync<long>("select count(*) from audit where source_message_id = $1", twice)).Single());
    }

    [Fact]
    public async Task Mark_MessageToStaff_IsHandledWithoutEffect()
    {
        var provider = await Provider.OpenAsync(fixture);
        await fixture.DeliverAsync(Delivered(provider, null, provider.Now));
        Assert.Equal(
            0, (await fixture.SqlAsync<long>("select count(*) from contact_reach where organization_id = $1", provider.Organization)).Single());
    }

    private static async Task<JsonNode> ReachAsync(Provider provider, Guid id) =>
        (await provider.Intake.Get($"{Provider.Api}/patients/{id}").OkAsync())["contactPoints"]!["reach"]!.AsArray().Single()!;

    private static NotificationDelivered Delivered(Provider provider, Guid? patientId, DateTimeOffset at) => new()
    {
        OrganizationId = provider.Organization,
        Version = 2,
        OccurredAt = at,
        NotificationId = Guid.CreateVersion7(),
        PatientId = patientId,
        Channel = "email",
    };

    private static NotificationFailed Failed(Provider provider, Guid patientId, DateTimeOffset at, string reason = "refused-by-server") => new()
    {
        OrganizationId = provider.Organization,
        Version = 2,
        OccurredAt = at,
        NotificationId = Guid.CreateVersion7(),
        PatientId = patientId,
        Channel = "email",
        Reason = reason,
    };
}
