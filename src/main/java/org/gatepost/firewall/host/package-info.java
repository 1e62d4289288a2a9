/** This host as it is: its programs, its listening sockets. Read, not judged. */
@NullMarked
package org.gatepost.firewall.host;

import org.jspecify.annotations.NullMarked;
