// SPDX-License-Identifier: Apache-2.0
/** The {@code procession} command: puts coordinator, broker and workers together and talks to the person who uses them. */
@NullMarked
package dev.procession.cli;

import org.jspecify.annotations.NullMarked;
