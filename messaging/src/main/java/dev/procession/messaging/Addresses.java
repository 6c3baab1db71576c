// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.util.UUID;

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

    /**
     * Non-destructive last-value queue in which each live worker keeps one message about itself. A consumer first gets the
     * present word of every worker and then each new one, whatever other consumers get. To acknowledge takes nothing from the
     * queue, but frees the consumer's window: a consumer that does not acknowledge stops receiving when it is full.
     */
    public static final String PRESENCE = PREFIX + "presence";

    /** Multicast address of commands to workers. */
    public static final String CONTROL = PREFIX + "control";

    /** Multicast address of what tasks print; each coordinator has a temporary queue on it. Nobody keeps what nobody listens to. */
    public static final String OUTPUT = PREFIX + "output";

    /** Questions to coordinators; each has a queue of its own, to which observers may send. */
    public static final String COORDINATOR = PREFIX + "coordinator";

    /** Orders to coordinators, which change something; each has a queue of its own. */
    public static final String ORDERS = PREFIX + "orders";

    /** Durable queues of jobs that wait for a coordinator, one for each job repository. */
    public static final String SUBMISSIONS = PREFIX + "submissions";

    /** The temporary queues on which coordinators answer, each an address of its own. */
    public static final String REPLIES = PREFIX + "replies";

    /** Shared objects of user code: each has addresses of its own below this one, made when needed and gone with the broker. */
    public static final String SHARED = PREFIX + "shared";

    /**
     * Queue of last wills: a process holds its own unacknowledged for as long as it lives. A will that comes back goes to
     * {@link #OBITUARIES}, by the broker's own hand.
     */
    public static final String WILLS = PREFIX + "wills";

    /** Multicast address of the wills of processes that were lost. */
    public static final String OBITUARIES = PREFIX + "obituaries";

    /**
     * Multicast address of calls of services whose server was lost while it held them: they go there by the broker's own hand, and each process
     * reads its own.
     */
    public static final String FAILED_CALLS = PREFIX + "failed-calls";

    /** Where messages go that expired; it drops them unless somebody listens. */
    public static final String EXPIRED = PREFIX + "expired";

    /** Where messages go that nobody can read. */
    public static final String DEAD_LETTERS = PREFIX + "dead-letters";

    private Addresses() {}

    /** The queue on {@link #RESULTS} that holds the results of one step execution. */
    public static String resultQueue(StepKey step) {
        return RESULTS + "." + step.repository() + "." + step.stepExecutionId();
    }

    /** The queue on {@link #COORDINATOR} of one coordinator. */
    public static String coordinatorQueue(String coordinator) {
        return COORDINATOR + "." + coordinator;
    }

    /** The queue on {@link #ORDERS} of one coordinator. */
    public static String orderQueue(String coordinator) {
        return ORDERS + "." + coordinator;
    }

    /** The queue on {@link #SUBMISSIONS} of one job repository. */
    public static String submissionQueue(String repository) {
        return SUBMISSIONS + "." + repository;
    }

    /** The queue on which the sender of requests awaits the answers; whoever knows {@code id} could read them. */
    public static String replyQueue(UUID id) {
        return REPLIES + "." + id;
    }
}
