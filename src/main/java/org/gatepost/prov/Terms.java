package org.gatepost.prov;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How commands are run: the options of {@code zmprov}, and what surrounds it.
 *
 * @param out for what was asked
 * @param err for errors and advice
 * @param verbose whether lines of a batch are echoed
 * @param replacing whether safeguarded attributes may be replaced (spec http 5.4)
 * @param showingUnset whether attributes that were asked for are shown without a value
 * @param binaryFolder where binary values are written to instead of being printed
 */
public record Terms(
    PrintWriter out,
    PrintWriter err,
    boolean verbose,
    boolean replacing,
    boolean showingUnset,
    Optional<Path> binaryFolder,
    Passwords passwords,
    Caches caches) {}
