namespace IopPlatform.AppHost.Local;

/// <summary>The ports that the servers should get if they are free; null takes any.</summary>
internal sealed record WantedPorts(
    int? Postgres, int? Redis, int? Amqp, int? Management, int? Distribution, int? PortMapper, int? Smtp, int? SmtpWeb)
{
    public static readonly WantedPorts Any = new(null, null, null, null, null, null, null, null);

    public RabbitMqPorts Broker(Ports ports) =>
        new(ports.Choose(Amqp), ports.Choose(Management), ports.Choose(Distribution), ports.Choose(PortMapper));
}
