/**
 * The commands of {@code zmprov}: its grammar, the objects it works on, and what it prints (spec
 * http 5.1 to 5.5). Start reading at {@link org.gatepost.prov.Prov}, then {@link
 * org.gatepost.prov.Command}.
 *
 * <p>Nothing here touches a terminal: what is read and written is given by the caller.
 */
@NullMarked
package org.gatepost.prov;

import org.jspecify.annotations.NullMarked;
