using System.Net.Sockets;
using IopPlatform.ServiceDefaults.Configuration;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace IopPlatform.Notifications.Sending;

public enum SmtpOutcome
{
    /// <summary>The server has taken the message over.</summary>
    Accepted,

    /// <summary>The server will never take this message to this recipient (a 5xx answer).</summary>
    Refused,

    /// <summary>Not now: no connection, a timeout, a 4xx answer, or a server that is set up wrongly.</summary>
    Unavailable,
}

/// <summary>One e-mail. Its Message-Id comes from the notification's id, so each attempt carries the same one.</summary>
public sealed record Mail(Guid NotificationId, string To, MessageText Text, DateTimeOffset Date);

/// <summary>Hands e-mails to the server of <c>ConnectionStrings:smtp</c> (<c>smtp://[user:password@]host:port</c>).</summary>
public sealed class SmtpChannel(IConfiguration configuration)
{
    private const int TimeoutMilliseconds = 10_000;

    /// <summary>The end of the whole conversation; half of the lease of a message.</summary>
    private static readonly TimeSpan ConversationMax = TimeSpan.FromSeconds(30);

    private readonly Uri server = Server(configuration);
    private readonly MailboxAddress from = new("", configuration["Notifications:From"] ?? "no-reply@localhost");

    public static bool IsAddress(string address) => MailboxAddress.TryParse(address, out _);

    public string MessageIdOf(Guid notificationId) => $"{notificationId:n}@{from.Domain}";

    public async Task<SmtpOutcome> SendAsync(Mail mail, CancellationToken cancellationToken)
    {
        using var message = Compose(mail);
        using var client = new SmtpClient { Timeout = TimeoutMilliseconds };
        using var conversation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        conversation.CancelAfter(ConversationMax);
        try
        {
            await client.ConnectAsync(server.Host, server.Port, Security(), conversation.Token);
            if (server.UserInfo.Split(':') is [var user, var password])
            {
                await client.AuthenticateAsync(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password), conversation.Token);
            }

            await client.SendAsync(message, conversation.Token);
        }
        catch (SmtpCommandException exception) when (IsFinal(exception))
        {
            return SmtpOutcome.Refused;
        }
        catch (Exception exception) when (
            exception is CommandException or ProtocolException or ServiceNotConnectedException or IOException or SocketException
                or TimeoutException or AuthenticationException or SslHandshakeException or NotSupportedException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return SmtpOutcome.Unavailable;
        }

        await TakeLeaveAsync(client);
        return SmtpOutcome.Accepted;
    }

    /// <summary>The message is accepted already, so a server that hangs up now changes nothing.</summary>
    private static async Task TakeLeaveAsync(SmtpClient client)
    {
        try
        {
            await client.DisconnectAsync(quit: true, CancellationToken.None);
        }
        catch (Exception exception) when (
            exception is CommandException or ProtocolException or IOException or SocketException or TimeoutException
                or OperationCanceledException)
        {
            // The server is rid of us either way.
        }
    }

    /// <summary>A refused sender is our own mistake and may be mended; a refused recipient or message may not.</summary>
    private static bool IsFinal(SmtpCommandException exception) =>
        (int)exception.StatusCode >= 500
        && exception.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted;

    private SecureSocketOptions Security() =>
        server.Scheme == "smtps" ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTlsWhenAvailable;

    private MimeMessage Compose(Mail mail)
    {
        var message = new MimeMessage
        {
            Subject = mail.Text.Subject,
            Date = mail.Date,
            MessageId = MessageIdOf(mail.NotificationId),
            Body = new TextPart("plain") { Text = mail.Text.Body },
        };
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(mail.To));
        // Keeps out-of-office answers and the like away (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private static Uri Server(IConfiguration configuration)
    {
        var text = configuration.RequiredConnectionString("smtp");
        return Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "smtp" or "smtps"
            ? server
            : throw new InvalidOperationException("Configuration key 'ConnectionStrings:smtp' is not of the form smtp://host:port.");
    }
}
