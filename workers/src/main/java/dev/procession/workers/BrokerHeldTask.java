// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.BrokerFullException;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.messaging.WorkerPresence.RunningTask;
import dev.procession.workers.spi.HeldTask;
import dev.procession.workers.spi.LeaseLostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task held by the session of its slot: its message stays unacknowledged while the session commits what the task sends.
 *
 * <p>A commit that fails leaves open what the broker did with it and with the task, so nothing more is tried on the session: the
 * slot rolls it back or gives it up.
 */
final class BrokerHeldTask implements HeldTask {

    private static final String LAST_VALUE_SELECTOR = "_AMQ_LVQ_NAME = ";

    private enum State {
        HELD,
        COMPLETED,
        HANDED_BACK,
        BROKEN
    }

    private final Lease lease;
    private final BrokerSession session;
    private final Delivery delivery;
    private final WorkerIdentity worker;
    private final Interruptions interruptions;
    private final Runnable onFirstReport;
    private final Thread thread = Thread.currentThread();
    private final AtomicInteger commits = new AtomicInteger();
    private volatile boolean stopped;
    private volatile @Nullable String overdue;
    private volatile State state = State.HELD;
    private volatile @Nullable RunningTask report;
    private volatile Runnable beforeEnd = () -> {};
    private volatile Runnable flushOutput = () -> {};
    private volatile @Nullable Runnable elsewhere;

    BrokerHeldTask(
            Lease lease,
            BrokerSession session,
            Delivery delivery,
            WorkerIdentity worker,
            Interruptions interruptions,
            Runnable onFirstReport) {
        this.lease = lease;
        this.session = session;
        this.delivery = delivery;
        this.worker = worker;
        this.interruptions = interruptions;
        this.onFirstReport = onFirstReport;
    }

    @Override
    public Envelope envelope() {
        return delivery.envelope();
    }

    @Override
    public int deliveryCount() {
        return delivery.deliveryCount();
    }

    @Override
    public WorkerIdentity worker() {
        return worker;
    }

    @Override
    public @Nullable Envelope lastValue(String queue, String key) {
        Envelope[] found = new Envelope[1];
        underLease("read the last value of " + key, () -> {
            try (DeliveryConsumer browser = session.browser(queue, LAST_VALUE_SELECTOR + TaskHandlers.quote(key))) {
                Delivery value = browser.tryReceive();
                if (value != null) {
                    found[0] = value.envelope();
                }
            }
        });
        return found[0];
    }

    @Override
    public void commit(List<Send> sends) {
        checkSizes(sends);
        underLease("commit", () -> {
            sendAll(sends);
            session.commit();
        });
        commits.incrementAndGet();
    }

    @Override
    public BrokerEndpoint broker() {
        return lease.connection().endpoint();
    }

    @Override
    public ConnectionSettings connection() {
        return lease.connection().settings();
    }

    @Override
    public boolean hasCommitted() {
        return commits.get() > 0;
    }

    @Override
    public void complete(List<Send> sends) {
        checkSizes(sends);
        beforeEnd.run();
        underLease("complete", () -> {
            sendAll(sends);
            delivery.acknowledge();
            session.commit();
        });
        state = State.COMPLETED;
    }

    @Override
    public void handBack() {
        beforeEnd.run();
        underLease("hand back", session::rollback);
        state = State.HANDED_BACK;
    }

    /**
     * Gives the task back after a failure. The broker does not count a delivery that was rolled back unacknowledged, which is right for
     * a task handed back; one that fails must count, so that somebody can give it up in the end.
     */
    void handBackFailed() {
        underLease("hand back", () -> {
            delivery.acknowledge();
            session.rollback();
        });
        state = State.HANDED_BACK;
    }

    // Before the first is sent: what is in the session's transaction cannot be taken back without giving the task back
    // too.
    private void checkSizes(List<Send> sends) {
        sends.forEach(send -> session.checkSize(send.envelope()));
    }

    private void sendAll(List<Send> sends) {
        sends.forEach(send -> session.send(send.address(), send.envelope()));
    }

    private void underLease(String what, Runnable call) {
        if (state == State.COMPLETED || state == State.HANDED_BACK) {
            throw new IllegalStateException("cannot " + what + ": the task is " + state);
        }
        if (isLost()) {
            throw leaseLost(what, null);
        }
        try {
            call.run();
        } catch (BrokerUnavailableException | BrokerFullException e) {
            state = State.BROKEN;
            throw leaseLost(what, e);
        } catch (RuntimeException e) {
            state = State.BROKEN;
            throw e;
        }
    }

    private LeaseLostException leaseLost(String what, @Nullable Throwable cause) {
        return new LeaseLostException(
                "worker " + worker.text() + " cannot " + what + ": it has lost the lease on the "
                        + Tasks.describe(envelope()) + "; another worker continues from its last commit",
                cause);
    }

    @Override
    public void onInterruption(Consumer<Interruption> listener) {
        interruptions.listen(listener);
    }

    @Override
    public void report(String key, String description, int attempt, Map<String, Long> counts) {
        boolean first = report == null;
        report = new RunningTask(key, description, attempt, Map.copyOf(counts));
        if (first) {
            onFirstReport.run();
        }
    }

    /** Tells that the task runs outside this JVM, and how to end that: when the lease is lost, or a limit exceeded. Must not block. */
    void runsElsewhere(Runnable end) {
        elsewhere = end;
        if (isLost()) {
            end.run();
        }
    }

    @Override
    public void flushOutput() {
        flushOutput.run();
    }

    void onFlushOutput(Runnable action) {
        flushOutput = action;
    }

    /** Calls {@code action} before the task is completed or handed back: what belongs to it must be on the broker by then. */
    void beforeEnd(Runnable action) {
        beforeEnd = action;
    }

    /** Ends the task as early as can be: what it does is in vain. */
    void abandon() {
        interruptions.raise(Interruption.HAND_BACK);
        endElsewhere();
    }

    private boolean endElsewhere() {
        Runnable end = elsewhere;
        if (end != null) {
            end.run();
        }
        return end != null;
    }

    void interrupt(Interruption interruption) {
        if (interruption == Interruption.STOP) {
            stopped = true;
        }
        interruptions.raise(interruption);
    }

    /** Grows with each commit: whoever watches the task takes that for progress. */
    int commits() {
        return commits.get();
    }

    /** Whether it was told to stop. */
    boolean isStopped() {
        return stopped;
    }

    /** The thread that holds it. */
    Thread thread() {
        return thread;
    }

    /**
     * Gives the task up for having exceeded a limit.
     *
     * @return whether that ended it: a thread of this JVM cannot be ended
     */
    boolean exceed(String limit) {
        overdue = limit;
        return endElsewhere();
    }

    /** The limit that it has exceeded, or null. */
    @Nullable
    String overdue() {
        return overdue;
    }

    @Nullable
    RunningTask lastReport() {
        return report;
    }

    @Nullable
    String stepText() {
        return envelope().header(Headers.STEP);
    }

    /** Whether nothing can be committed any more. */
    boolean isLost() {
        return state == State.BROKEN || lease.isLost();
    }

    boolean isCompleted() {
        return state == State.COMPLETED;
    }

    boolean isHandedBack() {
        return state == State.HANDED_BACK;
    }
}
