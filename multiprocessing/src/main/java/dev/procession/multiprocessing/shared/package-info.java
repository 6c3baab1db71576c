// SPDX-License-Identifier: Apache-2.0
/**
 * What processes share: locks, semaphores, events, barriers, values, collections, queues, pipes and services, all of them kept by the broker.
 *
 * <pre>
 *   process A                        broker                        process B
 *   SharedLock "x"                                                 SharedLock "x"
 *      | operations of A   +--------------------------+   operations of B |
 *   Replica  ------------> | log of "x": nothing is   | <------------ Replica
 *   Machine  <------------ | taken out, all read all  | ------------> Machine
 *   (state of "x")         +--------------------------+         (the same state)
 * </pre>
 */
@NullMarked
package dev.procession.multiprocessing.shared;

import org.jspecify.annotations.NullMarked;
