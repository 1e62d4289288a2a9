package org.gatepost.route.lookup;

import java.util.Optional;

/**
 * Whose account it is, for whoever vouches for its user.
 *
 * @param id its {@code zimbraId}
 * @param name its address
 * @param validity what its tokens must name, if they must name anything
 * @param version the software of its mailbox server, if that is known
 */
public record KnownAccount(
    String id, String name, Optional<String> validity, Optional<String> version) {}
