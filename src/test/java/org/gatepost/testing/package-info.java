/** What end-to-end tests stand on: real servers, scripted ones, and raw clients. */
@NullMarked
package org.gatepost.testing;

import org.jspecify.annotations.NullMarked;
