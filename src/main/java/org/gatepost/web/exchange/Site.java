package org.gatepost.web.exchange;

import java.util.List;
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
 */
public record Site(
    String name,
    PathTable paths,
    List<AddedHeaders.Header> headers,
    ErrorPages pages,
    ClientCertificate certificate) {
  /** Whether browsers must show a certificate ({@code zimbraReverseProxyClientCertMode}). */
  public enum ClientCertificate {
    OFF,
    OPTIONAL,
    ON
  }
}
