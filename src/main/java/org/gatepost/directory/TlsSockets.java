package org.gatepost.directory;

import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.gatepost.settings.Trust;
import org.jspecify.annotations.Nullable;

/**
 * Makes TLS sockets on which the runtime itself verifies certificate and host name. (The LDAP
 * library's own check of the name asks the DNS for other names that would do as well.)
 */
final class TlsSockets extends SSLSocketFactory {
  private final SSLSocketFactory sockets;

  private TlsSockets(SSLSocketFactory sockets) {
    this.sockets = sockets;
  }

  static SSLSocketFactory trusting(Trust trust) throws GeneralSecurityException, IOException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers(trust), null);
    var sockets = context.getSocketFactory();
    return trust instanceof Trust.Insecure ? sockets : new TlsSockets(sockets);
  }

  @Override
  public Socket createSocket() throws IOException {
    return verifying(sockets.createSocket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return verifying(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return verifying(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return verifying(sockets.createSocket(host, port, from, fromPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return verifying(sockets.createSocket(host, port, from, fromPort));
  }

  @Override
  public Socket createSocket(Socket plain, String host, int port, boolean autoClose)
      throws IOException {
    return verifying(sockets.createSocket(plain, host, port, autoClose));
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return sockets.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return sockets.getSupportedCipherSuites();
  }

  private static Socket verifying(Socket socket) {
    var tls = (SSLSocket) socket;
    var parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("LDAPS");
    tls.setSSLParameters(parameters);
    return tls;
  }

  private static TrustManager[] managers(Trust trust) throws GeneralSecurityException, IOException {
    return switch (trust) {
      case Trust.SystemStore _ -> managers((KeyStore) null);
      case Trust.PemFile(var file) -> managers(keyStore(file));
      case Trust.Insecure _ -> new TrustManager[] {new TrustAllTrustManager()};
    };
  }

  // No key store means the runtime's own.
  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore keyStore(Path file) throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var stream = Files.newInputStream(file)) {
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
        store.setCertificateEntry("trusted-" + store.size(), certificate);
      }
    }
    if (store.size() == 0) {
      throw new CertificateException(file + " holds no certificate in PEM");
    }
    return store;
  }
}
