/**
 * What a request asks for, as plain Java: where it goes, and who asks. Start reading at {@link
 * org.gatepost.web.request.PathTable} and {@link org.gatepost.web.request.Identities}.
 */
@NullMarked
package org.gatepost.web.request;

import org.jspecify.annotations.NullMarked;
