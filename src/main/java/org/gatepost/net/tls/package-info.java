/**
 * Certificates, SNI, ALPN, session tickets; and whose certificates are believed. Start reading at
 * {@link org.gatepost.net.tls.ServerTls}.
 */
@NullMarked
package org.gatepost.net.tls;

import org.jspecify.annotations.NullMarked;
