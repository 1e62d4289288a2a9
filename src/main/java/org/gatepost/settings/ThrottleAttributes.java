package org.gatepost.settings;

import static org.gatepost.settings.Attribute.attribute;
import static org.gatepost.settings.Scope.GLOBAL;
import static org.gatepost.settings.Scope.SERVER;
import static org.gatepost.settings.Types.CIDRS;
import static org.gatepost.settings.Types.COUNT;
import static org.gatepost.settings.Types.SECONDS;
import static org.gatepost.settings.Types.TEXT;
import static org.gatepost.settings.Types.WHOLE_SECONDS;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Limits on connections and logins over time (spec mail 6.3); 0 means no limit. */
public final class ThrottleAttributes {
  private static final Set<Scope> G = Set.of(GLOBAL);
  private static final Set<Scope> GS = Set.of(GLOBAL, SERVER);

  public static final Attribute<Integer> IP_LIMIT =
      attribute(
              COUNT,
              "zimbraReverseProxyIPLoginLimit",
              G,
              "How many connections one address may make in the time of its limit.")
          .orElse("0")
          .notYet()
          .counting("connections");

  public static final Attribute<Duration> IP_LIMIT_TIME =
      attribute(
              WHOLE_SECONDS,
              "zimbraReverseProxyIPLoginLimitTime",
              G,
              "The time of the limit for one address.")
          .orElse("3600")
          .notYet();

  public static final Attribute<Integer> IP_IMAP_LIMIT =
      attribute(
              COUNT,
              "zimbraReverseProxyIPLoginImapLimit",
              G,
              "How many connections one address, IMAP alone, may make in the time of its limit.")
          .orElse("0")
          .notYet()
          .counting("connections");

  public static final Attribute<Duration> IP_IMAP_LIMIT_TIME =
      attribute(
              WHOLE_SECONDS,
              "zimbraReverseProxyIPLoginImapLimitTime",
              G,
              "The time of the limit for one address, IMAP alone.")
          .orElse("3600")
          .notYet();

  public static final Attribute<Integer> IP_POP3_LIMIT =
      attribute(
              COUNT,
              "zimbraReverseProxyIPLoginPop3Limit",
              G,
              "How many connections one address, POP3 alone, may make in the time of its limit.")
          .orElse("0")
          .notYet()
          .counting("connections");

  public static final Attribute<Duration> IP_POP3_LIMIT_TIME =
      attribute(
              WHOLE_SECONDS,
              "zimbraReverseProxyIPLoginPop3LimitTime",
              G,
              "The time of the limit for one address, POP3 alone.")
          .orElse("3600")
          .notYet();

  public static final Attribute<Integer> USER_LIMIT =
      attribute(
              COUNT,
              "zimbraReverseProxyUserLoginLimit",
              G,
              "How many logins one account may make in the time of its limit.")
          .orElse("0")
          .notYet()
          .counting("logins");

  public static final Attribute<Duration> USER_LIMIT_TIME =
      attribute(
              WHOLE_SECONDS,
              "zimbraReverseProxyUserLoginLimitTime",
              G,
              "The time of the limit for one account.")
          .orElse("3600")
          .notYet();

  public static final Attribute<String> IP_MESSAGE =
      attribute(
              TEXT,
              "zimbraReverseProxyIpThrottleMsg",
              G,
              "What a client hears whose address is over its limit.")
          .orElse("Login rejected from this IP")
          .notYet();

  public static final Attribute<String> USER_MESSAGE =
      attribute(
              TEXT,
              "zimbraReverseProxyUserThrottleMsg",
              G,
              "What a client hears whose account is over its limit.")
          .orElse("Login rejected for this user")
          .notYet();

  public static final Attribute<List<Cidr>> ALLOWED =
      attribute(CIDRS, "zimbraReverseProxyIPThrottleWhitelist", GS, "Addresses without a limit.")
          .notYet();

  public static final Attribute<Duration> ALLOWED_TIME =
      attribute(
              SECONDS,
              "zimbraReverseProxyIPThrottleWhitelistTime",
              GS,
              "How long it is remembered that an address has no limit.")
          .orElse("300s")
          .notYet();

  private ThrottleAttributes() {}
}
