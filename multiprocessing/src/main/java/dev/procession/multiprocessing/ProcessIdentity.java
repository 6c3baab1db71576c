// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.Serializable;

/**
 * A process that takes part: this one, its parent, or a child.
 *
 * @param name {@code MainProcess}, or what it was started as, such as {@code Process-1}
 * @param pid id of the process
 */
public record ProcessIdentity(String name, long pid) implements Serializable {}
