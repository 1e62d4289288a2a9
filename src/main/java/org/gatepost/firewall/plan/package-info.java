/** The whitelist of one host, and what renders it for the firewalls that administrators have. */
@NullMarked
package org.gatepost.firewall.plan;

import org.jspecify.annotations.NullMarked;
