using System.Net;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features.Plans;

public sealed class SignPlanTests(ClinicalNotesFixture fixture)
{
    [Fact]
    public async Task Sign_ByTheAuthor_PublishesAndDatesTheReview()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var (id, _) = await clinic.PlanAsync(episode);
        await clinic.AsTherapist().SignAsync($"plans/{id}/sign", 1).IsAsync(HttpStatusCode.OK);
        var signed = await fixture.PublishedAsync<PlanSigned>(clinic.Organization, plan => plan.PlanId == id);
        Assert.Equal(2, signed.Version);
        Assert.Equal(episode.PatientId, signed.PatientId);
        Assert.Equal(SiteTime.Day(signed.OccurredAt, "America/Denver"), signed.SignedOn);
        Assert.Equal(signed.SignedOn.AddDays(30), signed.ReviewDueOn);
    }

    [Fact]
    public async Task Sign_NextPlan_TakesThePlaceOfTheFormer()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var episode = await clinic.AdmitAsync();
        var (first, _) = await clinic.PlanAsync(episode);
        var (next, _) = await clinic.PlanAsync(episode);
        await clinic.AsTherapist().SignAsync($"plans/{first}/sign", 1).IsAsync(HttpStatusCode.OK);
        await clinic.AsDirector().SignAsync($"plans/{next}/sign", 1).IsAsync(HttpStatusCode.OK);
        Assert.Equal("superseded", (await clinic.ReadAsync($"plans/{first}")).Text("status"));
        Assert.Equal("signed", (await clinic.ReadAsync($"plans/{next}")).Text("status"));
    }

    [Fact]
    public async Task Sign_TwiceStaleOrByAnother_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (id, _) = await clinic.PlanAsync(await clinic.AdmitAsync());
        await clinic.As(clinic.Supervised).SignAsync($"plans/{id}/sign", 1).IsRuleAsync("not-the-author");
        await clinic.AsTherapist().SignAsync($"plans/{id}/sign", 7).IsAsync(HttpStatusCode.PreconditionFailed);
        await clinic.AsTherapist().PostAsync($"{Answers.Api}/plans/{id}/sign", new { }).IsAsync((HttpStatusCode)428);
        await clinic.AsTherapist().SignAsync($"plans/{id}/sign", 1).IsAsync(HttpStatusCode.OK);
        await clinic.AsTherapist().SignAsync($"plans/{id}/sign", 2).IsRuleAsync("already-signed");
        await clinic.As(Callers.Staff(clinic.Organization, Roles.SiteManager)).SignAsync($"plans/{id}/sign", 1)
            .IsAsync(HttpStatusCode.Forbidden);
    }
}
