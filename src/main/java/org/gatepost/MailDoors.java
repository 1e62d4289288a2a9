package org.gatepost;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gatepost.mail.dialogue.ClearText;
import org.gatepost.mail.dialogue.LoginPolicy;
import org.gatepost.mail.imap.ImapProtocol;
import org.gatepost.mail.imap.ImapWords;
import org.gatepost.mail.pop3.Pop3Protocol;
import org.gatepost.mail.pop3.Pop3Words;
import org.gatepost.mail.session.Door;
import org.gatepost.mail.session.MailProtocol;
import org.gatepost.mail.upstream.UpstreamTerms;
import org.gatepost.net.tls.ServerTls;
import org.gatepost.net.upstream.UpstreamHealth;
import org.gatepost.route.UpstreamProtocol;
import org.gatepost.settings.Attribute;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.HostFile.DoorProtocol;
import org.gatepost.settings.MailAttributes;
import org.gatepost.settings.OwnAttributes;
import org.gatepost.settings.StartTlsMode;

/** Turns settings into doors: the one place where attributes meet the mail package. */
final class MailDoors {
  /** What the original adds to the server's own limit before it ends an idle session. */
  private static final Duration GRACE = Duration.ofMinutes(5);

  private MailDoors() {}

  static Door door(DoorPlan plan, Certificates certificates, Limits limits)
      throws ConfigurationException {
    EffectiveSettings settings = plan.settings();
    ClearText clearText = clearText(plan);
    boolean needsTls = clearText == ClearText.SECURED || clearText.offersStartTls();
    Optional<ServerTls> tls = needsTls ? Optional.of(certificates.forDoor(plan)) : Optional.empty();
    return new Door(
        protocol(plan.protocol(), settings),
        tls,
        clearText,
        plan.proxyProtocol(),
        TrustedPeers.of(settings),
        limits.of(plan),
        upstreamProtocol(plan.protocol(), settings),
        new UpstreamTerms(
            settings.value(OwnAttributes.UPSTREAM_CONNECT_TIMEOUT),
            settings.value(MailAttributes.CONNECT_TIMEOUT),
            settings.value(OwnAttributes.MAX_UPSTREAM_REPLY_SIZE),
            new UpstreamHealth.Rest(
                settings.value(MailAttributes.MAX_FAILS),
                settings.value(MailAttributes.RECONNECT_TIMEOUT))),
        clocks(plan.protocol(), settings));
  }

  private static ClearText clearText(DoorPlan plan) {
    return switch (plan.tls()) {
      case IMPLICIT -> ClearText.SECURED;
      case NONE -> ClearText.ALLOWED;
      case STARTTLS ->
          switch (plan.settings().value(startTlsMode(plan.protocol()))) {
            case OFF -> ClearText.ALLOWED;
            case ON -> ClearText.ALLOWED_OR_START_TLS;
            case ONLY -> ClearText.START_TLS_ONLY;
          };
    };
  }

  private static Attribute<StartTlsMode> startTlsMode(DoorProtocol protocol) {
    return protocol == DoorProtocol.IMAP
        ? MailAttributes.IMAP_START_TLS_MODE
        : MailAttributes.POP3_START_TLS_MODE;
  }

  private static MailProtocol<?> protocol(DoorProtocol protocol, EffectiveSettings settings) {
    return protocol == DoorProtocol.IMAP ? imap(settings) : pop3(settings);
  }

  private static ImapProtocol imap(EffectiveSettings settings) {
    return new ImapProtocol(
        new ImapWords(
            rev1First(settings.value(MailAttributes.IMAP_CAPABILITIES)),
            settings.value(MailAttributes.IMAP_EXPOSE_VERSION)
                ? "Gatepost " + Version.TEXT + " IMAP4 ready"
                : "IMAP4rev1 proxy server ready",
            Version.TEXT),
        policy(settings, MailAttributes.IMAP_SASL_PLAIN),
        settings.value(OwnAttributes.MAX_COMMAND_SIZE),
        settings.value(MailAttributes.SEND_IMAP_ID));
  }

  /** A directory keeps no order among values, and clients expect the revision first. */
  private static List<String> rev1First(List<String> tokens) {
    List<String> ordered = new ArrayList<>(tokens);
    if (ordered.remove("IMAP4rev1")) {
      ordered.addFirst("IMAP4rev1");
    }
    return ordered;
  }

  private static Pop3Protocol pop3(EffectiveSettings settings) {
    return new Pop3Protocol(
        new Pop3Words(
            settings.value(MailAttributes.POP3_CAPABILITIES).stream()
                .map(MailDoors::unquoted)
                .toList(),
            settings.value(MailAttributes.POP3_EXPOSE_VERSION)
                ? "Gatepost " + Version.TEXT + " POP3 ready"
                : "POP3 ready"),
        policy(settings, MailAttributes.POP3_SASL_PLAIN),
        settings.value(OwnAttributes.MAX_COMMAND_SIZE),
        settings.value(MailAttributes.SEND_POP3_XOIP));
  }

  /** Values with blanks carry quotes, because the original pastes them into a configuration. */
  private static String unquoted(String token) {
    return token.length() > 1 && token.startsWith("\"") && token.endsWith("\"")
        ? token.substring(1, token.length() - 1)
        : token;
  }

  private static LoginPolicy policy(EffectiveSettings settings, Attribute<Boolean> saslPlain) {
    return new LoginPolicy(
        settings.value(OwnAttributes.MAX_ERRORS),
        settings.value(OwnAttributes.MAX_LOGIN_ATTEMPTS),
        settings.value(OwnAttributes.MAX_LOGIN_NAME_SIZE),
        settings.value(OwnAttributes.MAX_PASSWORD_SIZE),
        settings.value(MailAttributes.PASS_ERRORS),
        settings.value(saslPlain));
  }

  private static UpstreamProtocol upstreamProtocol(
      DoorProtocol protocol, EffectiveSettings settings) {
    boolean tls = settings.value(MailAttributes.SSL_TO_UPSTREAM);
    if (protocol == DoorProtocol.IMAP) {
      return tls ? UpstreamProtocol.IMAPS : UpstreamProtocol.IMAP;
    }
    return tls ? UpstreamProtocol.POP3S : UpstreamProtocol.POP3;
  }

  private static Door.Clocks clocks(DoorProtocol protocol, EffectiveSettings settings) {
    Duration login = settings.value(OwnAttributes.LOGIN_TIMEOUT);
    Duration refusal = settings.value(MailAttributes.AUTH_WAIT_INTERVAL);
    return protocol == DoorProtocol.IMAP
        ? new Door.Clocks(
            settings.value(MailAttributes.IMAP_MAX_IDLE),
            login,
            refusal,
            settings.value(MailAttributes.IMAP_AUTHENTICATED_MAX_IDLE).plus(GRACE))
        : new Door.Clocks(
            settings.value(MailAttributes.POP3_MAX_IDLE),
            login,
            refusal,
            settings.value(MailAttributes.POP3_MAX_IDLE));
  }
}
