package org.gatepost.web.exchange;

import java.util.List;
import java.util.Optional;
import org.gatepost.web.page.ErrorPages;
import org.gatepost.web.request.PathTable;
import org.gatepost.web.response.AddedHeaders;

/**
 * What a host name stands for.
 *
 * @param paths where each path goes
 * @param headers what is added to each response
 * @param pages what people see when something fails
 * @param certificate what is asked of a browser by way of a certificate
 * @param certifiedDomain the one domain for whose accounts certificates may speak here; empty: for
 *     all (spec http 9, W-24)
 */
public record Site(
    String name,
    PathTable paths,
    List<AddedHeaders.Header> headers,
    ErrorPages pages,
    ClientCertificate certificate,
    Optional<String> certifiedDomain) {
  /** Whether browsers must show a certificate ({@code zimbraReverseProxyClientCertMode}). */
  public enum ClientCertificate {
    OFF,
    OPTIONAL,
    ON
  }
}
