// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

/**
 * The broker addresses of Procession; the only place that spells them.
 *
 * <p>An external broker needs the same ones: {@code config/artemis/broker.xml}.
 */
public final class Addresses {

    /** All addresses of Procession start with it, so that one pattern grants rights and limits. */
    public static final String PREFIX = "procession.";

    /** Durable queue of tasks waiting for a worker slot. */
    public static final String TASKS = PREFIX + "tasks";

    /** Durable address of what workers report; each step execution has its own queue on it. */
    public static final String RESULTS = PREFIX + "results";

    /** Durable last-value queue with the latest checkpoint of every unfinished partition. */
    public static final String CHECKPOINTS = PREFIX + "checkpoints";

    /** Non-destructive last-value queue in which each live worker keeps one message about itself. */
    public static final String PRESENCE = PREFIX + "presence";

    /** Multicast address of commands to workers. */
    public static final String CONTROL = PREFIX + "control";

    /** Queue of requests to the coordinator that owns the job repository. */
    public static final String COORDINATOR = PREFIX + "coordinator";

    /** Where messages go that nobody can read. */
    public static final String DEAD_LETTERS = PREFIX + "dead-letters";

    private Addresses() {}

    /** The queue on {@link #RESULTS} that holds the results of one step execution. */
    public static String resultQueue(StepKey step) {
        return RESULTS + "." + step.repository() + "." + step.stepExecutionId();
    }

    /** The queue on {@link #COORDINATOR} of the coordinator of one job repository. */
    public static String coordinatorQueue(String repository) {
        return COORDINATOR + "." + repository;
    }
}
