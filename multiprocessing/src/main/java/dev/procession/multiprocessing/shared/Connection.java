// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One end of a {@link Pipe}. Until it is used it can be handed over to another process, by being sent there in any way; it then belongs to that one.
 *
 * <p><em>Delivery:</em> once, in the order in which it was sent. What is sent before the other end is used by anybody is kept for it by the broker, also
 * if this end is closed. On one machine the processes speak directly with each other.
 *
 * <p><em>Failure:</em> when the other end is closed, or its process ends, however that happens, what it had sent can be received, and then there is an
 * {@link EndOfPipeException}. A process that is frozen is not told from one that is slow.
 *
 * <p><em>Threads:</em> safe for use by several threads; one sends and one receives at a time.
 */
public final class Connection<T extends @Nullable Object> implements Serializable, AutoCloseable {

    private final transient Pipes pipes;
    private final transient PipeEnd end;
    private final transient PipeLine line;
    private final transient Runnable closed;
    private final transient ReentrantLock sending = new ReentrantLock();
    private final transient ReentrantLock receiving = new ReentrantLock();

    Connection(Pipes pipes, PipeEnd end, Runnable closed) {
        this.pipes = pipes;
        this.end = end;
        this.line = new PipeLine(pipes, end);
        this.closed = closed;
    }

    /**
     * Sends a message; waits only while there is no room for it between the processes. If the thread is interrupted in the midst of a message, the end is
     * closed.
     *
     * @throws EndOfPipeException if the other end is closed, as far as is known here: by way of the broker, what is sent just after it was closed is dropped
     * @throws IllegalStateException if this end is closed, was handed over, or only receives
     * @throws dev.procession.messaging.ObjectSerializationException if the message cannot travel; nothing is sent then
     * @throws BrokerUnavailableException if the two have not met yet and the broker is lost
     */
    public void send(T message) throws InterruptedException {
        check(end.sends(), "sends");
        byte[] bytes = pipes.codec().toBytes(message, end);
        pipes.beforeOperation();
        sending.lockInterruptibly();
        try {
            if (!line.outbound().send(bytes)) {
                throw ended("nobody receives what is sent");
            }
        } finally {
            sending.unlock();
        }
    }

    private void check(boolean can, String what) {
        if (!can) {
            throw new IllegalStateException(end + " is that of a pipe of one way which never " + what);
        }
    }

    private IllegalStateException ended(String what) {
        return line.isClosed()
                ? new IllegalStateException(end + " was closed here")
                : new EndOfPipeException(end.other() + " is closed: " + what);
    }

    /**
     * The next message; waits for it.
     *
     * @throws EndOfPipeException if the other end is closed, and all messages were received
     * @throws IllegalStateException if this end is closed, was handed over, or only sends
     * @throws dev.procession.messaging.ObjectSerializationException if the message may not be read; the next call goes on with the next one
     * @throws BrokerUnavailableException if the two have not met yet and the broker is lost
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // the user's type, null included, as in any value over a wire
    public T receive() throws InterruptedException {
        check(end.receives(), "receives");
        receiving.lockInterruptibly();
        try {
            Inbound inbound = line.inbound(Long.MAX_VALUE);
            byte[] bytes = inbound == null ? null : inbound.receive();
            if (bytes == null) {
                throw ended("no message follows");
            }
            return (T) pipes.codec().fromBytes(bytes, end);
        } catch (BrokerUnavailableException e) {
            throw line.isClosed() ? ended("") : e; // closing it closes its way to the broker
        } finally {
            receiving.unlock();
        }
    }

    /** Whether {@link #receive()} would find something now: a message, or the end. */
    public boolean poll() throws InterruptedException {
        return poll(0);
    }

    /** Waits until {@link #receive()} would find something, so long at most, and says whether it would. */
    public boolean poll(Duration atMost) throws InterruptedException {
        return poll(atMost.toNanos());
    }

    private boolean poll(long nanos) throws InterruptedException {
        check(end.receives(), "receives");
        long deadline = System.nanoTime() + nanos;
        receiving.lockInterruptibly();
        try {
            Inbound inbound = line.inbound(nanos);
            return inbound != null && inbound.await(Math.max(0, deadline - System.nanoTime()));
        } finally {
            receiving.unlock();
        }
    }

    /**
     * Waits until there is something to receive from one of several, so long at most.
     *
     * @return those from which there is
     */
    public static List<Connection<?>> awaitAny(Collection<? extends Connection<?>> connections, Duration atMost)
            throws InterruptedException {
        return Arrivals.await(connections, atMost.toNanos());
    }

    PipeLine line() {
        return line;
    }

    /** Closes this end: the other one gets what was sent, and then an {@link EndOfPipeException}. Nothing if it was closed or handed over. */
    @Override
    public void close() {
        line.close();
        closed.run();
    }

    private Object writeReplace() {
        SharedObjects.handedOver(line.handOver());
        return new SharedReference(end.name(), end.oneWay() ? 1 : 0);
    }

    @Override
    public String toString() {
        return end.toString();
    }
}
