package org.gatepost.net.tls;

import java.net.Socket;
import java.security.InvalidAlgorithmParameterException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * The authorities whose certificates clients of one site may show (RFC 8446 §4.3.2). The handshake
 * takes any certificate, and makes sure only that the client has its key: whose it is, is judged
 * afterwards, so that a client with a wrong one is told so in words, not by a broken connection.
 */
public final class ClientAuthorities {
  /** How many certificates may stand between a client's and an authority's: the original's ten. */
  private static final int MAX_DEPTH = 10;

  private final List<X509Certificate> authorities;
  private final X509TrustManager judge;

  private ClientAuthorities(List<X509Certificate> authorities, X509TrustManager judge) {
    this.authorities = authorities;
    this.judge = judge;
  }

  /**
   * Makes ready to judge.
   *
   * @param authorities one at least
   * @throws IllegalArgumentException with a sentence, if they cannot be used
   */
  public static ClientAuthorities of(List<X509Certificate> authorities) {
    Set<TrustAnchor> anchors = new HashSet<>();
    for (X509Certificate authority : authorities) {
      anchors.add(new TrustAnchor(authority, null));
    }
    try {
      PKIXBuilderParameters path = new PKIXBuilderParameters(anchors, new X509CertSelector());
      path.setRevocationEnabled(false);
      path.setMaxPathLength(MAX_DEPTH);
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(new CertPathTrustManagerParameters(path));
      return new ClientAuthorities(
          List.copyOf(authorities), (X509TrustManager) factory.getTrustManagers()[0]);
    } catch (InvalidAlgorithmParameterException | NoSuchAlgorithmException e) {
      throw new IllegalArgumentException(
          "the authorities of clients' certificates cannot be used: " + e.getMessage(), e);
    }
  }

  /** Whether a client's certificate is of one of these authorities, and good now. */
  boolean vouchFor(X509Certificate... chain) {
    try {
      judge.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
      return true;
    } catch (CertificateException notOurs) {
      return false;
    }
  }

  /** Tells these authorities from all others. */
  String fingerprint() {
    try {
      Set<String> digests = new TreeSet<>();
      for (X509Certificate authority : authorities) {
        digests.add(
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(authority.getEncoded())));
      }
      return String.join(" ", digests);
    } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof ClientAuthorities those
            && Set.copyOf(authorities).equals(Set.copyOf(those.authorities)));
  }

  @Override
  public int hashCode() {
    return Set.copyOf(authorities).hashCode();
  }

  /** For the handshake: names the authorities to the client, and takes what it shows. */
  TrustManager takingAll() {
    return new TakingAll(authorities.toArray(X509Certificate[]::new));
  }

  /** For the handshake of a site that asks for no certificate. */
  static TrustManager takingNone() {
    return new TakingAll(new X509Certificate[0]);
  }

  private static final class TakingAll extends X509ExtendedTrustManager {
    private final X509Certificate[] named;

    TakingAll(X509Certificate[] named) {
      this.named = named;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
      // judged by vouchFor
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
      // judged by vouchFor
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
      // judged by vouchFor
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("no server is spoken to");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      throw new CertificateException("no server is spoken to");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("no server is spoken to");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return named.clone();
    }
  }
}
