// SPDX-License-Identifier: Apache-2.0
/**
 * Worker JVMs: what they run, how they are started, and how they end.
 *
 * <pre>{@code
 *  coordinator JVM                          worker JVM (WorkerProcess)
 *  +----------------------+  stdin:         +--------------------------------------------------+
 *  | LocalWorkers         |  settings,      | Worker: WorkerLoop, one BrokerConnection: Lease  |
 *  |  SupervisedWorker    |  "drain", end   |  PresenceAnnouncer  -> presence                  |
 *  |   ChildWorker -------+---------------->|  CommandReceiver    <- control                   |
 *  +----------------------+  stdout: log    |  Slot 1..N: one BrokerSession each               |
 *                                           |   TaskRunner, BrokerHeldTask                     |
 *                                           |     <- tasks   -> results, checkpoints           |
 *                                           |   TaskHandler of the task's kind, or             |
 *                                           |   TaskProcessRunner --+                          |
 *                                           +-----------------------+--------------------------+
 *                                              stdin: port, secret  |  loopback socket:
 *                                              stdout: worker's log |  TaskFrames
 *                                           +-----------------------v--------------------------+
 *                                           | JVM of one task (TaskProcess)                    |
 *                                           |  PipedHeldTask, TaskHandler of the task's kind   |
 *                                           +--------------------------------------------------+
 * }</pre>
 *
 * <p>Each ends when the one to its left does: a worker when its standard input ends, the JVM of a task when its socket does. What a
 * process held when it died, the broker or the slot gives to another.
 */
@NullMarked
package dev.procession.workers;

import org.jspecify.annotations.NullMarked;
