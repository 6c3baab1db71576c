// SPDX-License-Identifier: Apache-2.0
/**
 * Where Procession meets JBeret, on both sides of a partition; the only package that imports {@code org.jberet}.
 *
 * <pre>
 *   coordinator                                             worker
 *   JBeret StepExecutionRunner                              WorkerPartitionHandler
 *     PartitionDispatcher   -- PartitionTask -------------->  PartitionRun
 *                           &lt;- PartitionEvent --------------    JBeret ChunkRunner / BatchletRunner
 * </pre>
 */
@NullMarked
package dev.procession.runtime.jberet;

import org.jspecify.annotations.NullMarked;
