/** Makes a plan the rules of this host, and takes it back unless somebody confirms it. */
@NullMarked
package org.gatepost.firewall.plan.apply;

import org.jspecify.annotations.NullMarked;
