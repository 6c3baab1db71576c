// SPDX-License-Identifier: Apache-2.0
/**
 * The coordinator: one process that owns a state directory, runs the jobs of its repository and answers questions about them.
 *
 * <pre>
 *   user's program or CLI
 *     Coordinator  -- state directory, repository, broker, engine, local workers
 *       StateDirectory   lock, paths
 *       repository       JDBC
 *       jberet           jobs and steps; partitions leave from here as tasks
 *       WorkerRoster     who works, on what, how far
 *       CoordinatorService &lt;-- CoordinatorClient (other commands on the same state directory)
 * </pre>
 */
@NullMarked
package dev.procession.runtime;

import org.jspecify.annotations.NullMarked;
