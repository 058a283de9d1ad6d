using Dapper;
using IopPlatform.Bench.Load;
using IopPlatform.Journeys;
using Npgsql;

namespace IopPlatform.Bench.Patients;

/// <summary>The people that the load is about.</summary>
internal sealed class Population(BenchPlatform platform)
{
    private const int Parallel = 16;

    /// <summary>
    /// Patients in care, with last week's sessions behind them, made through the gateway by the journeys' own steps in the demo
    /// provider's two organizations.
    /// </summary>
    public async Task MakeByApiAsync(int patients, CancellationToken cancellationToken)
    {
        var report = await JourneyRun.RunAsync(
            new JourneyOptions
            {
                Gateway = platform.Gateway,
                DemoPassword = platform.Local.DemoPassword,
                DemoTotpSeed = platform.Local.DemoTotpSeed,
                Patients = patients,
                Parallel = Parallel,
                UntilInCare = true,
            },
            new Silence(),
            cancellationToken);
        if (report.Errors.FirstOrDefault() is { } error) throw new InvalidOperationException($"A patient of the bench could not be made. {error}");
    }

    public async Task<int> CountAsync()
    {
        await using var connection = new NpgsqlConnection(platform.Superuser("intake"));
        return await connection.ExecuteScalarAsync<int>($"select count(*) from patients where not {Copies.IsKept}");
    }

    /// <summary>Lets the writes be about everybody who is there now.</summary>
    public async Task UseAsync(Writes writes)
    {
        await using var connection = new NpgsqlConnection(platform.Superuser("scheduling"));
        var sites = (await connection.QueryAsync<Site>(
            $"select organization_id as OrganizationId, id as Id from sites where active and not {Copies.IsKept} order by md5(id::text)")).AsList();
        // Sorted by a hash: neighbors in time are strangers, as on a working day of many sites. One record of each patient first.
        var rows = await connection.QueryAsync<BookingRow>(
            """
            select b.organization_id as OrganizationId, b.session_id as SessionId, b.episode_id as EpisodeId, s.ends_at as EndsAt
            from bookings b join sessions s on s.organization_id = b.organization_id and s.id = b.session_id
            where s.ends_at < now() - interval '1 hour' and s.canceled_at is null and b.canceled_at is null
              and substring(b.organization_id::text from 16 for 3) <> 'fff'
            order by row_number() over (partition by b.episode_id order by s.starts_at), md5(b.episode_id::text)
            """);
        List<Booking> bookings =
        [
            .. rows.Select(row => new Booking(
                row.OrganizationId, row.SessionId, row.EpisodeId, new DateTimeOffset(DateTime.SpecifyKind(row.EndsAt, DateTimeKind.Utc)))),
        ];
        writes.Use(sites, bookings);
    }

    private sealed record BookingRow(Guid OrganizationId, Guid SessionId, Guid EpisodeId, DateTime EndsAt);

    private sealed class Silence : IJourneyProgress
    {
        public void Prepared(string what)
        {
        }

        public void StepDone(string patient, string step, string detail, TimeSpan took)
        {
        }

        public void PatientDone(PatientReport patient)
        {
        }

        public void ReferralDone(ReferralReport referral)
        {
        }
    }
}
