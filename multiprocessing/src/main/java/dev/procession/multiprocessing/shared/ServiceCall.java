// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.Envelope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A call of a service that waits for its answer, and what becomes of it. */
final class ServiceCall {

    private static final int MAX_ATTEMPTS = 3;

    final ObjectName service;
    final ServiceMethod method;
    final Envelope message;
    final Duration limit;
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final List<Runnable> handedOver;
    private int attempts;

    /** What became of a call. It is made an exception by the thread that wants to know, so that it has the stack trace of there. */
    sealed interface Outcome {}

    record Answered(ServiceMessages.Answer answer) implements Outcome {}

    record ServerDied() implements Outcome {}

    record Unanswered(boolean begun, int servers) implements Outcome {}

    record BrokerLost(BrokerUnavailableException cause) implements Outcome {}

    /** With what closes the ends of pipes among its arguments, should they not have arrived. */
    ServiceCall(ObjectName service, ServiceMethod method, Envelope message, Duration limit, List<Runnable> handedOver) {
        this.service = service;
        this.method = method;
        this.message = message;
        this.limit = limit;
        this.handedOver = handedOver;
    }

    String id() {
        return ServiceMessages.id(message);
    }

    /** Whether it is to be sent once more after its server died; for one thread at a time. */
    boolean triesAgain() {
        attempts++;
        return method.isIdempotent() && attempts < MAX_ATTEMPTS;
    }

    /** What there was to give for arguments went nowhere, or is lost with the server. */
    void abandonArguments() {
        handedOver.forEach(Runnable::run);
    }

    /** The answer, or the exception that says why there is none. */
    ServiceMessages.Answer answer(Outcome known) {
        if (known instanceof Answered answered) {
            return answered.answer();
        } else if (known instanceof BrokerLost lost) {
            throw new BrokerUnavailableException(
                    "the call " + this + " was lost with its broker, and may have had an effect: "
                            + lost.cause().getMessage(),
                    lost.cause());
        } else if (known instanceof Unanswered unanswered) {
            throw timeout(unanswered);
        }
        throw new ServerTerminatedException("the process that had taken the call " + this
                + " ended before it had answered, or lost its connection to the broker"
                + (attempts > 1
                        ? ", as had " + (attempts - 1) + " before"
                        : "; the call may have had an effect. If it may be run again, mark it @Idempotent"));
    }

    private ServiceTimeoutException timeout(Unanswered unanswered) {
        String why;
        if (unanswered.begun) {
            why = " and may have been begun: it can yet take effect. Give it more time, or see what its server does";
        } else if (unanswered.servers == 0) {
            why = ", since no process serves " + service + "; start one that calls serve(\"" + service.name()
                    + "\", ...). The call was withdrawn";
        } else {
            why = ", since the " + unanswered.servers
                    + " threads that serve it were busy; serve it with more, or in more processes. The call was withdrawn";
        }
        return new ServiceTimeoutException(
                "the call " + this + " had no answer after " + limit + why, unanswered.begun);
    }

    @Override
    public String toString() {
        return method.method().getDeclaringClass().getSimpleName() + "."
                + method.method().getName() + " of " + service;
    }
}
