using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.Journeys.Gateway;
using NodaTime;

namespace IopPlatform.Journeys.Demo;

/// <summary>
/// Sets up the programs, tracks, rooms and groups of the demo provider, as each site's manager. Everything is looked for by
/// name first, so a second run changes nothing, and one that was broken off is continued.
/// </summary>
internal sealed class DemoSeed(People people, string password, TimeProvider time, IJourneyProgress progress)
{
    /// <summary>Journeys use each group for as long as nobody resets the data, so it holds more than a real one would.</summary>
    private const int SeatsMax = 60;

    /// <summary>Journeys record sessions of the week before.</summary>
    private static readonly Period GroupsRunFor = Period.FromWeeks(8);

    public async Task<IReadOnlyList<SiteTeam>> RunAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(DemoSite.All.Select(site => SeedAsync(site, cancellationToken)));

    private async Task<SiteTeam> SeedAsync(DemoSite site, CancellationToken cancellationToken)
    {
        var team = await TeamAsync(site, cancellationToken);
        var programs = new List<SeededProgram>();
        foreach (var plan in ProgramPlan.Of(site))
        {
            programs.Add(await ProgramAsync(team, plan, cancellationToken));
        }

        await IntakeKnowsAsync(team, programs, cancellationToken);
        return team with { Programs = programs };
    }

    private async Task<SiteTeam> TeamAsync(DemoSite site, CancellationToken cancellationToken)
    {
        var manager = people.As(site.Manager, password);
        var me = await manager.GetAsync("/api/identity/me", cancellationToken);
        var found = me.Items("sites").FirstOrDefault(one => one.Text("name") == site.Name)
            ?? throw new JourneyException($"{site.Manager} does not reach a site named {site.Name}.");
        return new SiteTeam(site, found.Id("id"), found.Text("timeZone"))
        {
            Manager = manager,
            Intake = people.As(site.IntakeCoordinator, password),
            Therapist = await StaffAsync(site.Therapist, cancellationToken),
            AssociateTherapist = await StaffAsync(site.AssociateTherapist, cancellationToken),
            Director = people.As(site.MedicalDirector, password),
            Reviewer = people.As(site.UtilizationReviewer, password),
        };
    }

    private async Task<StaffMember> StaffAsync(string email, CancellationToken cancellationToken)
    {
        var session = people.As(email, password);
        return new StaffMember((await session.GetAsync("/api/identity/me", cancellationToken)).Id("subject"), session);
    }

    private async Task<SeededProgram> ProgramAsync(SiteTeam team, ProgramPlan plan, CancellationToken cancellationToken)
    {
        var program = await FindOrCreateAsync(
            team,
            $"/api/scheduling/programs?siteId={team.Id}",
            "/api/scheduling/programs",
            plan.Name,
            new { siteId = team.Id, name = plan.Name, levelOfCare = plan.LevelOfCare, ageGroup = plan.AgeGroup, minimumWeeklyMinutes = plan.MinimumWeeklyMinutes },
            cancellationToken);
        var tracks = new List<SeededTrack>();
        foreach (var track in plan.Tracks)
        {
            tracks.Add(await TrackAsync(team, program, track, cancellationToken));
        }

        return new SeededProgram(program, plan.Name, plan.LevelOfCare, plan.AgeGroup, tracks);
    }

    private async Task<SeededTrack> TrackAsync(SiteTeam team, Guid program, TrackPlan plan, CancellationToken cancellationToken)
    {
        var track = await TrackIdAsync(team, program, plan.Name, cancellationToken);
        var room = await FindOrCreateAsync(
            team,
            $"/api/scheduling/rooms?siteId={team.Id}",
            "/api/scheduling/rooms",
            plan.Room,
            new { siteId = team.Id, name = plan.Room, seats = SeatsMax },
            cancellationToken);
        var facilitator = plan.ByAssociate ? team.AssociateTherapist : team.Therapist;
        var groups = new List<SeededGroup>();
        foreach (var group in plan.Groups)
        {
            var id = await FindOrCreateAsync(
                team,
                $"/api/scheduling/groups?programId={program}",
                "/api/scheduling/groups",
                group.Name,
                new
                {
                    programId = program,
                    trackId = track,
                    name = group.Name,
                    kind = group.Kind,
                    roomId = room,
                    facilitatorId = facilitator.Id,
                    seatsMax = SeatsMax,
                    slots = plan.Days.Select(day => new { dayOfWeek = day, startsAt = group.StartsAt, minutes = group.Minutes, clinicalMinutes = group.ClinicalMinutes }),
                    startsOn = Day.Text(team.Monday(time) - GroupsRunFor),
                },
                cancellationToken);
            groups.Add(new SeededGroup(id, group.Name, group.Kind));
        }

        return new SeededTrack(track, plan.Name, facilitator.Id, groups);
    }

    private async Task<Guid> TrackIdAsync(SiteTeam team, Guid program, string name, CancellationToken cancellationToken)
    {
        async Task<Guid?> FindAsync() =>
            (await team.Manager.ListAsync($"/api/scheduling/programs?siteId={team.Id}", cancellationToken))
                .Single(one => one.Id("id") == program)
                .Items("tracks")
                .FirstOrDefault(one => one.Text("name") == name)?.Id("id");

        return await FindAsync() ?? await CreateAsync(team, $"/api/scheduling/programs/{program}/tracks", name, new { name }, FindAsync, cancellationToken);
    }

    private async Task<Guid> FindOrCreateAsync(
        SiteTeam team, string list, string create, string name, object body, CancellationToken cancellationToken)
    {
        async Task<Guid?> FindAsync() =>
            (await team.Manager.ListAsync(list, cancellationToken)).FirstOrDefault(one => one.Text("name") == name)?.Id("id");

        return await FindAsync() ?? await CreateAsync(team, create, name, body, FindAsync, cancellationToken);
    }

    /// <summary>Site and staff come to Scheduling by events, so the first start may be a moment too early (404).</summary>
    private async Task<Guid> CreateAsync(
        SiteTeam team, string path, string name, object body, Func<Task<Guid?>> findAsync, CancellationToken cancellationToken)
    {
        try
        {
            var id = await Patience.WhileLateAsync(
                $"Scheduling to know {team.Name} and its staff", () => team.Manager.CreateAsync(path, body, cancellationToken), cancellationToken);
            progress.Prepared($"{team.Name}: {name}");
            return id;
        }
        catch (ApiProblemException problem) when (problem.Status == HttpStatusCode.Conflict && problem.Rule?.EndsWith("-name-taken", StringComparison.Ordinal) == true)
        {
            // Somebody else seeds at the same time.
            return await findAsync() ?? throw new JourneyException($"{name} is taken at {team.Name}, but not listed.", problem);
        }
    }

    private static async Task IntakeKnowsAsync(SiteTeam team, IReadOnlyList<SeededProgram> programs, CancellationToken cancellationToken) =>
        await Patience.UntilAsync(
            $"Intake to know the programs of {team.Name}",
            () => team.Intake.ListAsync($"/api/intake/programs?siteId={team.Id}", cancellationToken),
            known => programs.All(program => known.Any(one => Matches(one, program))),
            cancellationToken);

    private static bool Matches(JsonNode known, SeededProgram program) =>
        known.Id("id") == program.Id && known.Items("tracks").Count >= program.Tracks.Count;
}
