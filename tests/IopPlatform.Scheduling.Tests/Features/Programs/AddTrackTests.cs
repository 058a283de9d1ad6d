using System.Net;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Testing;

namespace IopPlatform.Scheduling.Tests.Features.Programs;

public sealed class AddTrackTests(SchedulingFixture fixture)
{
    [Fact]
    public async Task Add_TracksAtOnce_EachVersionTellsAllOfThem()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => clinic.TrackAsync(program)));
        var told = (await clinic.ToldAsync<ProgramChanged>()).OrderBy(each => each.Version).ToArray();
        Assert.Equal(Enumerable.Range(1, 9).Select(version => (long)version), told.Select(each => each.Version));
        Assert.All(told, each => Assert.Equal(each.Version - 1, each.Tracks.Count));
    }

    [Fact]
    public async Task Add_NameTaken_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var path = $"{Clinic.Api}/programs/{await clinic.ProgramAsync()}/tracks";
        await clinic.Manager.CreatedIdAsync(path, new { name = "Trauma" });
        await clinic.Manager.CreateAsync(path, new { name = "Trauma" }).RefusedByAsync("track-name-taken");
        await clinic.Manager.CreateAsync(path, new { name = " " }).WrongFieldsAsync("name");
    }

    [Fact]
    public async Task Add_ByOthers_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var path = $"{Clinic.Api}/programs/{await clinic.ProgramAsync()}/tracks";
        await clinic.Therapist.CreateAsync(path, new { name = "Trauma" }).AnswersAsync(HttpStatusCode.Forbidden);
        await clinic.AsStaffElsewhere().CreateAsync(path, new { name = "Trauma" })
            .AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsStranger().CreateAsync(path, new { name = "Trauma" }).AnswersAsync(HttpStatusCode.NotFound);
    }
}
