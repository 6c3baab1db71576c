// SPDX-License-Identifier: Apache-2.0
/** The Artemis broker of Procession, embedded in a JVM or as a process of its own; the only place with server types of Artemis. */
@NullMarked
package dev.procession.broker;

import org.jspecify.annotations.NullMarked;
