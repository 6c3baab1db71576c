// SPDX-License-Identifier: Apache-2.0
/** What the code of a step can have of the partition that it runs in, beyond Jakarta Batch. */
@NullMarked
package dev.procession.runtime.partition;

import org.jspecify.annotations.NullMarked;
