/**
 * The pages that people see when a request cannot be answered. Start reading at {@link
 * org.gatepost.web.page.ErrorPages}.
 */
@NullMarked
package org.gatepost.web.page;

import org.jspecify.annotations.NullMarked;
