// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.UnreadableMessageException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the calls of a service, one at a time, and answers them. A call that was begun is run by nobody else: if there is no answer, for this process
 * dies or fails, who called learns that. An orderly end answers what runs.
 */
final class ServiceThread {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceThread.class);
    private static final Duration RETRY = Duration.ofMillis(500);

    /** So that the end of a process that is a thread interrupts none of them: what runs is seen to here. */
    static final ThreadGroup GROUP = new ThreadGroup("services");

    private final Supplier<Participant> participants;
    private final ServiceTarget target;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable CallSource source;
    private CallSource.@Nullable Received running;

    ServiceThread(Supplier<Participant> participants, ServiceTarget target) {
        this.participants = participants;
        this.target = target;
        this.thread = new Thread(GROUP, this::run, target.name().toString());
        this.thread.setDaemon(true);
    }

    void begin() {
        thread.start();
    }

    private void run() {
        try {
            do {
                try {
                    serve(participants.get());
                } catch (MessagingException e) {
                    LOG.debug("{} cannot be served now", target.name(), e);
                }
            } while (!closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.warn("the thread that serves {} was interrupted, and ends", target.name());
        }
    }

    private void serve(Participant participant) throws InterruptedException {
        try (CallSource calls = participant.callSource(target.name())) {
            use(calls);
            for (CallSource.Received call = calls.receive(); call != null && begin(call); call = calls.receive()) {
                end(call, answer(participant, call));
            }
        } finally {
            use(null);
        }
    }

    /** Null if nobody waits for an answer. */
    private ServiceMessages.@Nullable Answer answer(Participant participant, CallSource.Received call) {
        try {
            if (!call.isAwaited()) {
                return null;
            }
        } catch (UnreadableMessageException e) {
            LOG.warn("dropped a call of {}: {}", target.name(), e.getMessage());
            return null;
        }
        ServiceMessages.Answer answer = target.answer(call.message());
        try {
            participant.beforeOperation();
        } catch (RuntimeException e) { // a call that has run and is not answered would go back and be run again
            LOG.warn("{} answers before what was printed is shown", target.name(), e);
        }
        return answer;
    }

    private synchronized void use(@Nullable CallSource opened) {
        source = opened;
        if (opened != null && isClosed()) {
            opened.close();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private synchronized boolean begin(CallSource.Received call) {
        if (isClosed()) {
            return false; // and the source is closed, and gives it to others as if it had never been here
        }
        call.begin();
        running = call;
        return true;
    }

    private synchronized void end(CallSource.Received call, ServiceMessages.@Nullable Answer answer) {
        boolean unused = Thread.interrupted(); // left by the implementation, or for it
        if (running == call) {
            running = null;
            call.end(answer);
        }
        if (isClosed()) {
            closeSource();
        }
    }

    private void closeSource() {
        if (source != null) {
            source.close();
        }
    }

    /** What runs goes on to its end. */
    synchronized void takeNoMore() {
        closed.countDown();
        if (running == null) {
            closeSource();
        }
    }

    void awaitEnd() throws InterruptedException {
        if (Thread.currentThread() != thread) {
            thread.join();
        }
    }

    /** What runs is interrupted, and its caller told. */
    synchronized void end() {
        closed.countDown();
        CallSource.Received interrupted = running;
        if (interrupted != null) {
            running = null;
            thread.interrupt();
            try {
                interrupted.end(ServiceTarget.failed(new IllegalStateException(
                        "the process that runs it is ending and has interrupted it; the call may have had an effect")));
            } catch (BrokerUnavailableException e) {
                LOG.debug("who called is told by its loss", e);
            }
        }
        closeSource();
    }

    /** What runs is interrupted, and has no answer. */
    synchronized void abandon() {
        closed.countDown();
        if (running != null) {
            running = null;
            thread.interrupt();
        }
        closeSource();
    }
}
