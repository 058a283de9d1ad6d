using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace IopPlatform.AppHost.Local;

/// <summary>
/// Chooses free ports on loopback and gives none of them out twice in this process: platforms that start side by side choose long
/// before their programs listen, and a program that finds its port taken would leave the probes to ask a stranger.
/// </summary>
internal static class Ports
{
    private const int Last = 65535;
    private static readonly HashSet<int> Given = [];
    private static readonly Lock Gate = new();

    /// <summary>The wanted port, or the next free one when it is taken.</summary>
    /// <param name="wanted">Null takes any free port.</param>
    public static int Choose(int? wanted)
    {
        lock (Gate)
        {
            for (var port = wanted ?? Any(); port <= Last; port = wanted is null ? Any() : port + 1)
            {
                if (!Given.Contains(port) && IsFree(port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }

        throw new InvalidOperationException($"No port from {wanted} on is free.");
    }

    /// <summary>Whether nobody listens there, on any address.</summary>
    public static bool IsFree(int port) =>
        !IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == port)
        && CanBind(IPAddress.Loopback, port);

    private static int Any()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool CanBind(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
