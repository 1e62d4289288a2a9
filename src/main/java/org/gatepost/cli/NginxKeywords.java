package org.gatepost.cli;

import java.util.Map;
import java.util.Optional;

/** Under which directive a setting stood in the original's files: spec mail 6.4. */
final class NginxKeywords {
  private static final String PREFIX = "zimbraReverseProxy";

  private static final Map<String, String> BY_NAME =
      Map.ofEntries(
          Map.entry("ConnectTimeout", "proxy_ctimeout"),
          Map.entry("PassErrors", "proxy_pass_error_message"),
          Map.entry("SSLToUpstreamEnabled", "proxy_ssl"),
          Map.entry("AuthWaitInterval", "zm_auth_wait"),
          Map.entry("ImapExposeVersionOnBanner", "imap_greeting"),
          Map.entry("Pop3ExposeVersionOnBanner", "pop3_greeting"),
          Map.entry("ImapEnabledCapability", "imap_capabilities"),
          Map.entry("Pop3EnabledCapability", "pop3_capabilities"),
          Map.entry("ImapSaslPlainEnabled", "imap_auth"),
          Map.entry("ImapSaslGssapiEnabled", "imap_auth"),
          Map.entry("Pop3SaslPlainEnabled", "pop3_auth"),
          Map.entry("Pop3SaslGssapiEnabled", "pop3_auth"),
          Map.entry("ImapStartTlsMode", "starttls"),
          Map.entry("Pop3StartTlsMode", "starttls"),
          Map.entry("IPLoginLimit", "mail_login_ip_max"),
          Map.entry("IPLoginLimitTime", "mail_login_ip_ttl"),
          Map.entry("IPLoginImapLimit", "mail_login_ip_imap_max"),
          Map.entry("IPLoginImapLimitTime", "mail_login_ip_imap_ttl"),
          Map.entry("IPLoginPop3Limit", "mail_login_ip_pop3_max"),
          Map.entry("IPLoginPop3LimitTime", "mail_login_ip_pop3_ttl"),
          Map.entry("UserLoginLimit", "mail_login_user_max"),
          Map.entry("UserLoginLimitTime", "mail_login_user_ttl"),
          Map.entry("IpThrottleMsg", "mail_login_ip_rejectmsg"),
          Map.entry("UserThrottleMsg", "mail_login_user_rejectmsg"),
          Map.entry("IPThrottleWhitelist", "mail_whitelist_ip"),
          Map.entry("IPThrottleWhitelistTime", "mail_whitelist_ip_ttl"),
          Map.entry("SendImapId", "proxy_issue_imap_id"),
          Map.entry("SendPop3Xoip", "proxy_issue_pop3_xoip"),
          Map.entry("CacheFetchTimeout", "memcache timeout"),
          Map.entry("CacheReconnectInterval", "memcache reconnect"),
          Map.entry("CacheEntryTTL", "memcache ttl"),
          Map.entry("RouteLookupTimeout", "zm_lookup timeout"),
          Map.entry("RouteLookupTimeoutCache", "zm_lookup retry_interval"),
          Map.entry("ZmlookupCachingEnabled", "zm_lookup caching"));

  private NginxKeywords() {}

  /** The directive of an attribute, if it had one of its own. */
  static Optional<String> of(String attribute) {
    return attribute.startsWith(PREFIX)
        ? Optional.ofNullable(BY_NAME.get(attribute.substring(PREFIX.length())))
        : Optional.empty();
  }
}
