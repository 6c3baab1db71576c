// SPDX-License-Identifier: Apache-2.0
/**
 * Processes, pools and what they share, across JVMs, after the model of Python's {@code multiprocessing}.
 *
 * <pre>{@code
 *  this JVM                                       child JVM (SpawnedProcess)
 *  +------------------------------+  stdin: port, +------------------------------+
 *  | Multiprocessing              |  secret       | waits for Begin, then        |
 *  |  Nursery: JVMs in waiting    +-------------->|  Run: a Target of the user's |
 *  |  Gate: lets children in      |  loopback     |                              |
 *  |  Child: Conversation <-------+-- socket: ----+-> Frames                     |
 *  |  LineCopier <----------------+-- stdout, stderr                             |
 *  +------------------------------+               +------------------------------+
 * }</pre>
 *
 * <p>A child halts when its socket ends, and so with its parent, also when that is killed.
 */
@NullMarked
package dev.procession.multiprocessing;

import org.jspecify.annotations.NullMarked;
