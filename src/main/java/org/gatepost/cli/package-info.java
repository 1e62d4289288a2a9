/**
 * The commands; the only package that prints. Start reading at {@link
 * org.gatepost.cli.GatepostCommand}.
 */
@NullMarked
package org.gatepost.cli;

import org.jspecify.annotations.NullMarked;
