// SPDX-License-Identifier: Apache-2.0
/** Worker JVMs: what they run, how they are started, and how they end. */
@NullMarked
package dev.procession.workers;

import org.jspecify.annotations.NullMarked;
