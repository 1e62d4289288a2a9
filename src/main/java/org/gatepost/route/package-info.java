/**
 * Where does this user live? The question, the answer, and whoever answers.
 *
 * <p>Start reading at {@link org.gatepost.route.Routes}.
 */
@NullMarked
package org.gatepost.route;

import org.jspecify.annotations.NullMarked;
