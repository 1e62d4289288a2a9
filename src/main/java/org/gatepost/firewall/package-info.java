/**
 * Which ports a mail system has, who may reach each, and whether that is so: the catalogue of
 * ports, the map of the system made of it and the directory, the whitelist of one host, and the
 * audit of what is really open (design 3.6, spec http 6).
 */
@NullMarked
package org.gatepost.firewall;

import org.jspecify.annotations.NullMarked;
