using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace IopPlatform.AppHost.Local;

/// <summary>Chooses free ports on loopback and gives none of them out twice.</summary>
internal sealed class Ports
{
    private const int Last = 65535;
    private readonly HashSet<int> given = [];
    private readonly Lock gate = new();

    /// <summary>The wanted port, or the next free one when it is taken.</summary>
    /// <param name="wanted">Null takes any free port.</param>
    public int Choose(int? wanted)
    {
        lock (gate)
        {
            for (var port = wanted ?? Any(); port <= Last; port = wanted is null ? Any() : port + 1)
            {
                if (!given.Contains(port) && IsFree(port))
                {
                    given.Add(port);
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
