// SPDX-License-Identifier: Apache-2.0
/**
 * Jobs that do in worker processes what tutorials do with Python's {@code multiprocessing}: each a Job XML in {@code META-INF/batch-jobs} and a few
 * artifacts. What a process does there is a partition here, and what the parent does is the step that follows.
 */
@NullMarked
package dev.procession.batchjobs.examples;

import org.jspecify.annotations.NullMarked;
