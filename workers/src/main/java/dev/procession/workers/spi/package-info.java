// SPDX-License-Identifier: Apache-2.0
/** How a worker learns to run a kind of task. */
@NullMarked
package dev.procession.workers.spi;

import org.jspecify.annotations.NullMarked;
