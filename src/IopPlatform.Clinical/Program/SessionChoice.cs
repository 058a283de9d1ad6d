namespace IopPlatform.Clinical.Program;

/// <summary>
/// Chooses sessions that do not overlap: the fewest whose minutes close a gap (among equally many, those with the most
/// minutes), or those with the most minutes when none close it. Exact, by dynamic programming over sessions sorted by end.
/// </summary>
internal static class SessionChoice
{
    /// <summary>Bounds the work: of more offers than any week should have, the latest are left out.</summary>
    private const int OffersMax = 60;

    /// <summary>The most minutes that one person can attend, in the fewest sessions.</summary>
    public static IReadOnlyList<DoseSession> MostMinutes(IReadOnlyList<DoseSession> sessions) =>
        FewestToClose(sessions, int.MaxValue);

    public static IReadOnlyList<DoseSession> FewestToClose(IReadOnlyList<DoseSession> offers, int gap)
    {
        // The ids break ties, so that the order in which the sessions were given has no effect.
        DoseSession[] byEnd =
        [
            .. offers.OrderBy(offer => offer.Start).ThenBy(offer => offer.Id).Take(OffersMax)
                .OrderBy(offer => offer.End).ThenBy(offer => offer.Start).ThenBy(offer => offer.Id),
        ];
        var n = byEnd.Length;

        // best[k, i]: the most minutes with at most k of the first i sessions.
        var best = new int[n + 1, n + 1];
        for (var k = 1; k <= n; k++)
            for (var i = 1; i <= n; i++)
                best[k, i] = Math.Max(best[k, i - 1], With(k, i));

        var count = 0;
        while (count < n && best[count, n] < gap && best[count, n] < best[n, n]) count++;
        return Trace(count);

        int With(int k, int i) => best[k - 1, Before(i)] + byEnd[i - 1].CountedMinutes;

        // How many of the first sessions end before session i begins.
        int Before(int i)
        {
            var j = i - 1;
            while (j > 0 && byEnd[j - 1].End > byEnd[i - 1].Start) j--;
            return j;
        }

        List<DoseSession> Trace(int k)
        {
            List<DoseSession> chosen = [];
            for (var i = n; i > 0 && k > 0;)
            {
                if (best[k, i] == best[k, i - 1])
                {
                    i--;
                    continue;
                }
                chosen.Add(byEnd[i - 1]);
                i = Before(i);
                k--;
            }
            return chosen;
        }
    }
}
