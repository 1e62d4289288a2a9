package org.gatepost.cli;

import java.net.InetAddress;
import java.util.Locale;
import org.gatepost.route.RouteQuestion;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.MailAttributes;
import picocli.CommandLine.Option;

/** Whose login is asked about: the same for all commands that ask. */
@SuppressWarnings("FieldCanBeFinal") // picocli sets them
final class QuestionOptions {
  @Option(
      names = "--protocol",
      defaultValue = "imap",
      paramLabel = "imap|pop3|http",
      description = "What the client speaks (default: imap).")
  private String protocol = "imap";

  @Option(
      names = "--client",
      defaultValue = "127.0.0.1",
      paramLabel = "ADDRESS",
      description = "Where the client comes from (default: 127.0.0.1).")
  private String client = "127.0.0.1";

  @Option(
      names = "--proxy",
      defaultValue = "127.0.0.1",
      paramLabel = "ADDRESS",
      description = "The address of the proxy that it reaches (default: 127.0.0.1).")
  private String proxy = "127.0.0.1";

  /** The question that a proxy with these settings would ask. */
  RouteQuestion about(String login, EffectiveSettings settings) throws CommandException {
    return RouteQuestion.ofLogin(
        upstreamProtocol(settings.value(MailAttributes.SSL_TO_UPSTREAM)),
        login,
        address("--client", client),
        address("--proxy", proxy));
  }

  private UpstreamProtocol upstreamProtocol(boolean tls) throws CommandException {
    return switch (protocol.toLowerCase(Locale.ROOT)) {
      case "imap" -> tls ? UpstreamProtocol.IMAPS : UpstreamProtocol.IMAP;
      case "pop3" -> tls ? UpstreamProtocol.POP3S : UpstreamProtocol.POP3;
      case "http" -> tls ? UpstreamProtocol.HTTPS : UpstreamProtocol.HTTP;
      default ->
          throw new CommandException(
              GatepostCommand.USAGE,
              "--protocol has the value \"%s\"; allowed: imap, pop3, http.".formatted(protocol));
    };
  }

  private static InetAddress address(String option, String text) throws CommandException {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          GatepostCommand.USAGE,
          "%s has the value \"%s\"; allowed: an IPv4 or IPv6 address.".formatted(option, text));
    }
  }
}
