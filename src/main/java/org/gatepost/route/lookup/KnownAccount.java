package org.gatepost.route.lookup;

import java.time.Duration;
import java.util.Optional;

/**
 * Whose account it is, for whoever vouches for its user.
 *
 * @param id its {@code zimbraId}
 * @param name its address
 * @param validity what its tokens must name, if they must name anything
 * @param version the software of its mailbox server, if that is known
 * @param isAdmin whether it administers everything
 * @param isDelegatedAdmin whether it administers what it has been given rights for
 * @param tokenLife how long its tokens hold, for the service that was asked for
 */
public record KnownAccount(
    String id,
    String name,
    Optional<String> validity,
    Optional<String> version,
    boolean isAdmin,
    boolean isDelegatedAdmin,
    Duration tokenLife) {}
