package org.gatepost.memcached;

import java.util.List;

/**
 * The keys of a server, as they stand on the wire.
 *
 * @param keys in no order
 * @param complete whether it has named all; false too if there are more than were wanted
 */
public record Listing(List<String> keys, boolean complete) {}
