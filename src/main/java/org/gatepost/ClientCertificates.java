package org.gatepost;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatepost.net.tls.ClientAuthorities;
import org.gatepost.net.tls.KeyPair;
import org.gatepost.settings.ConfigurationException;
import org.gatepost.settings.EffectiveSettings;
import org.gatepost.settings.TlsAttributes;
import org.gatepost.web.exchange.Site.ClientCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who must show a certificate, and whose word counts for it: for each domain its own authorities
 * alone, and those of the proxy where it has none (spec http 3.4, 9 W-24).
 */
final class ClientCertificates {
  private static final Logger LOG = LoggerFactory.getLogger(ClientCertificates.class);

  private final Policy byDefault;
  private final Map<String, Policy> byDomain = new HashMap<>();
  private final Map<String, Policy> byHost = new HashMap<>();

  /**
   * What one site asks.
   *
   * @param domain the one domain for whose accounts the authorities may speak, since they are its
   *     own; empty: for all
   */
  record Policy(
      ClientCertificate mode, Optional<ClientAuthorities> authorities, Optional<String> domain) {
    static Policy ofProxy(ClientCertificate mode, Optional<ClientAuthorities> authorities) {
      return new Policy(mode, authorities, Optional.empty());
    }

    /** Whose certificates are asked for in the handshake; empty: nobody is asked. */
    Optional<ClientAuthorities> asked() {
      return mode == ClientCertificate.OFF ? Optional.empty() : authorities;
    }
  }

  /**
   * Reads them.
   *
   * @throws ConfigurationException if the proxy itself asks and nobody's word counts
   */
  ClientCertificates(EffectiveSettings settings, WebHosts hosts) throws ConfigurationException {
    ClientCertificate mode = mode(settings.value(TlsAttributes.CLIENT_CERT_MODE));
    List<String> texts =
        settings.optional(TlsAttributes.CLIENT_CERT_CA).map(List::of).orElse(List.of());
    byDefault = ofProxy(mode, texts);
    for (WebHosts.Domain domain : hosts.domains()) {
      Policy policy = ofDomain(domain);
      byDomain.put(domain.domainName(), policy);
      domain.names().forEach(name -> byHost.put(name, policy));
    }
  }

  private static Policy ofProxy(ClientCertificate mode, List<String> texts)
      throws ConfigurationException {
    if (mode == ClientCertificate.OFF) {
      return Policy.ofProxy(mode, Optional.empty());
    }
    if (texts.isEmpty()) {
      throw new ConfigurationException(
          "Client certificate verification is enabled but no client cert ca is provided: set"
              + " zimbraReverseProxyClientCertCA, or zimbraReverseProxyClientCertMode to off.");
    }
    try {
      return Policy.ofProxy(mode, Optional.of(read(texts, "the proxy")));
    } catch (IOException e) {
      throw new ConfigurationException("zimbraReverseProxyClientCertCA: " + e.getMessage());
    }
  }

  /** A domain's mistake shuts its own door, not the proxy's: without authorities nobody passes. */
  private Policy ofDomain(WebHosts.Domain domain) {
    ClientCertificate mode =
        domain.clientCertMode().map(ClientCertificates::mode).orElse(byDefault.mode());
    if (mode == ClientCertificate.OFF) {
      return Policy.ofProxy(mode, Optional.empty());
    }
    if (domain.clientCertCa().isEmpty()) {
      if (byDefault.authorities().isEmpty()) {
        LOG.warn(
            "the domain {} asks for certificates and names no zimbraReverseProxyClientCertCA: nobody's is taken",
            domain.domainName());
      }
      return Policy.ofProxy(mode, byDefault.authorities());
    }
    try {
      return new Policy(
          mode,
          Optional.of(read(domain.clientCertCa(), "domain " + domain.domainName())),
          Optional.of(domain.domainName()));
    } catch (IOException e) {
      LOG.warn("zimbraReverseProxyClientCertCA: {}; nobody's certificate is taken", e.getMessage());
      return Policy.ofProxy(mode, Optional.empty());
    }
  }

  private static ClientAuthorities read(List<String> texts, String whose) throws IOException {
    List<X509Certificate> all = new ArrayList<>();
    for (String text : texts) {
      all.addAll(KeyPair.authorities(text, whose));
    }
    return ClientAuthorities.of(all);
  }

  private static ClientCertificate mode(String word) {
    return switch (word) {
      case "on" -> ClientCertificate.ON;
      case "optional" -> ClientCertificate.OPTIONAL;
      default -> ClientCertificate.OFF;
    };
  }

  /** What those see who ask for no domain's name. */
  Policy byDefault() {
    return byDefault;
  }

  Policy ofDomain(String domainName) {
    return byDomain.getOrDefault(domainName, byDefault);
  }

  /** By host name; others are {@link #byDefault}. */
  Map<String, Policy> byHost() {
    return byHost;
  }

  /** Whether anybody is asked at all. */
  boolean any() {
    return byDefault.mode() != ClientCertificate.OFF
        || byDomain.values().stream().anyMatch(policy -> policy.mode() != ClientCertificate.OFF);
  }
}
